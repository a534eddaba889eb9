# shellcheck shell=sh
# Which packages are installed, whatever the package manager; the family knows how to ask it.

# installed_missing PACKAGE...: RET is those that are not installed, a blank before each.
installed_missing() {
    local there_lines there_package
    family package_versions "$@"
    there_lines=$NL$RET
    RET=
    for there_package; do
        case $there_lines in
        *"$NL$there_package "*) ;;
        *) RET="$RET $there_package" ;;
        esac
    done
}

# installed_json PACKAGE...: RET is a JSON object of name and version. A package that is there for two
# architectures is named once.
installed_json() {
    local there_json there_last there_version there_lines there_package
    family package_versions "$@"
    there_lines=$RET there_json='' there_last=
    while read -r there_package there_version; do
        if [ -z "$there_package" ] || [ "$there_package" = "$there_last" ]; then continue; fi
        there_last=$there_package
        json_quote "$there_version"
        there_json="$there_json,\"$there_package\":$RET"
    done <<THERE
$there_lines
THERE
    RET="{${there_json#,}}"
}

# shellcheck shell=sh
# Packages of rpm, whatever installs them.

# rpm_packages_unfinished NAME: RET is the packages that came since NAME-before and lack files, a blank before each: rpm
# was killed over them.
rpm_packages_unfinished() {
    local rpm_new rpm_package
    RET=
    if [ ! -f "$state/$1-before" ]; then return 0; fi
    family package_names
    rpm_new=$(printf '%s\n' "$RET" | grep -vxF -f "$state/$1-before") || rpm_new=
    RET=
    for rpm_package in $rpm_new; do
        if rpm -V --nodeps "$rpm_package" 2>/dev/null </dev/null | grep -q '^missing '; then RET="$RET $rpm_package"; fi
    done
}

# rpm_package_versions PACKAGE...: RET is a line `name version` for each that is installed.
rpm_package_versions() {
    RET=
    if [ $# = 0 ]; then return 0; fi
    RET=$(rpm -q --qf '%{NAME} %{VERSION}-%{RELEASE}\n' "$@" 2>/dev/null </dev/null | grep -v ' is not installed$') || :
}

# rpm_packages_remove LIST COMMAND...: takes away, by COMMAND PACKAGE..., exactly those of the state file LIST-added
# that are still there.
rpm_packages_remove() {
    local rpm_package rpm_there='' rpm_needs
    added_end "$1"
    state_get "$1-added"
    shift
    for rpm_package in $RET; do
        if rpm -q "$rpm_package" >/dev/null 2>&1 </dev/null; then rpm_there="$rpm_there $rpm_package"; fi
    done
    if [ -z "$rpm_there" ]; then return 0; fi
    family idle
    # A package that came later and needs one of ours must not go with it.
    # shellcheck disable=SC2086
    if ! rpm_needs=$(rpm -e --test $rpm_there 2>&1 </dev/null); then
        rpm_needs=$(printf '%s\n' "$rpm_needs" | sed -n 's/.*is needed by (installed) //p' | head -n 1)
        fail packages-needed "${rpm_needs:-Another package} was installed later and needs a package that would be" \
            "taken away. Remove it first, or keep the packages."
    fi
    say "removing$rpm_there"
    # shellcheck disable=SC2086
    "$@" $rpm_there
    say "removed$rpm_there"
    changed=true
}

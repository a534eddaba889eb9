# shellcheck shell=sh
# Packages of rpm, whatever installs them.

# rpm_packages_unfinished NAME: RET is the packages that came since NAME-before and lack files, a blank before each: rpm was killed
# over them.
rpm_packages_unfinished() {
    RET=
    if [ ! -f "$state/$1-before" ]; then return 0; fi
    family package_names
    rpm_new=$(printf '%s\n' "$RET" | grep -vxF -f "$state/$1-before") || rpm_new=
    RET=
    for rpm_package in $rpm_new; do
        if rpm -V --nodeps "$rpm_package" 2>/dev/null </dev/null | grep -q '^missing '; then RET="$RET $rpm_package"; fi
    done
}

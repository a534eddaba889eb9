# shellcheck shell=sh
# What rpm itself does, for every family with it: debuginfo from package files that lie on the host; what a package manager
# that was killed has left.

# rpm_install_files LIST: together, because each half needs the other. What is installed already is left out. rpm_debug
# is the name with version and architecture of the package that has vmlinux, rpm_half a sentence about what it needs.
rpm_install_files() {
    rpm_wanted='' rpm_need=0 rpm_match=
    for rpm_file in $1; do
        if ! rpm_said=$(rpm -qp --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH} %{SIZE}\n' "$root$rpm_file" 2>/dev/null </dev/null); then
            fail debuginfo-files "$rpm_file is not a package that rpm can read."
        fi
        case ${rpm_said%% *} in
        "$rpm_debug") rpm_match=1 ;;
        esac
        if rpm -q "${rpm_said%% *}" >/dev/null 2>&1 </dev/null; then continue; fi
        rpm_need=$((rpm_need + ${rpm_said#* } / 1024))
        rpm_wanted="$rpm_wanted $root$rpm_file"
    done
    if [ -z "$rpm_match" ]; then
        fail debuginfo-files "None of the packages is $rpm_debug, the debuginfo of the running kernel.$rpm_half"
    fi
    if [ -z "$rpm_wanted" ]; then return 0; fi
    debuginfo_space $((rpm_need + 65536))
    family idle
    say "installing$rpm_wanted"
    # shellcheck disable=SC2086
    if ! rpm_said=$(rpm -ivh $rpm_wanted 2>&1 </dev/null); then
        printf '%s\n' "$rpm_said" >>"$log"
        fail debuginfo-files "rpm does not install$rpm_wanted. It says: ${rpm_said##*"$NL"}"
    fi
    changed=true
}

# rpm_unfinished NAME: RET is the packages that came since NAME-before and lack files, a blank before each: rpm was killed
# over them.
rpm_unfinished() {
    RET=
    if [ ! -f "$state/$1-before" ]; then return 0; fi
    family package_names
    rpm_new=$(printf '%s\n' "$RET" | grep -vxF -f "$state/$1-before") || rpm_new=
    RET=
    for rpm_package in $rpm_new; do
        if rpm -V --nodeps "$rpm_package" 2>/dev/null </dev/null | grep -q '^missing '; then RET="$RET $rpm_package"; fi
    done
}

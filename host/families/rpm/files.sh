# shellcheck shell=sh
# What rpm itself does, for every family with it: debuginfo from package files that lie on the host; what a package
# manager that was killed has left.

# What is installed runs scripts as root, so somebody has to answer for each package: the owner of a key that this host
# trusts, by a signature, or root itself, by having put the file where nobody else can write. Anybody else's file is
# copied first, so that what was looked at is what is installed.

rpm_cache=$root/var/cache/pulumi-kdump

# rpm_files_signed FILE: is it signed by a key that this host trusts, and whole? Status 1 with RET, a sentence. Status 0
# of rpm -K says no more than that nothing is wrong with what is there: of a package without any signature it says
# `digests OK`. Of each signature rpm -Kv has a line with its key, `… Signature, key ID 0123abcd: OK`, and since rpm 6
# `… signature, key fingerprint: …: OK`. The level, which rpm knows since 4.14.2 and has for a default since 6, makes it
# count a missing one as wrong.
rpm_files_signed() {
    rpm_status=0
    rpm_said=$(rpm --define '_pkgverify_level all' -Kv "$1" 2>&1 </dev/null) || rpm_status=$?
    rpm_lines=$(printf '%s\n' "$rpm_said" | grep -i '^ .*signature, key ') || rpm_lines=
    rpm_bad=$(printf '%s\n' "$rpm_lines" | grep -v ': OK$' | head -n 1) || rpm_bad=
    rpm_bad=${rpm_bad#"${rpm_bad%%[! ]*}"}
    if [ -z "$rpm_lines" ]; then
        RET="It is not signed"
    elif [ -n "$rpm_bad" ]; then
        RET="Its signature is not one by a key that this host trusts ($rpm_bad). Import that key if it is the vendor's"
        RET="$RET (rpm --import FILE; keys are in /etc/pki/rpm-gpg and on the vendor's site)"
    elif [ "$rpm_status" != 0 ]; then
        RET="It is not what was signed: rpm -K says ${rpm_said##*"$NL"}"
    else
        return 0
    fi
    return 1
}

# rpm_files_vouched FILE: a full path without $root. rpm_package is the file to install, FILE or a copy of it.
rpm_files_vouched() {
    rpm_package=$root$1
    if owned_walk "$rpm_package" && [ -z "$owned_uid" ]; then return 0; fi
    rpm_whose=$RET
    if [ -n "$owned_uid" ]; then rpm_whose="may be changed by the user $owned_uid"; fi
    files_make_dir "$rpm_cache" 700
    files_space "$rpm_cache" 1048576 debuginfo-space
    rpm_copies=$((${rpm_copies:-0} + 1))
    owned_work=$rpm_cache rpm_package=$rpm_cache/$rpm_copies.rpm
    if ! owned_copy "$root$1" "$rpm_package"; then rpm_files_refuse debuginfo-files "$1 $RET."; fi
    if ! rpm_files_signed "$rpm_package"; then
        rpm_files_refuse debuginfo-signature "$1 $rpm_whose, so that it has to be signed. $RET. Use one that is, or," \
            "if you answer for it, put it where root alone can write, such as /root."
    fi
}

# rpm_files_refuse CODE SENTENCE
rpm_files_refuse() {
    rpm_files_forget
    fail "$@"
}

rpm_files_forget() {
    if [ -d "$rpm_cache" ]; then rm -f "$rpm_cache"/*.rpm; fi
    files_unmake_dir "$rpm_cache"
}

# rpm_files_install_given LIST: files that are said to lie on this host.
rpm_files_install_given() {
    rpm_list=
    for rpm_file in $1; do
        rpm_files_vouched "$rpm_file"
        rpm_list="$rpm_list ${rpm_package#"$root"}"
    done
    rpm_files_install "$rpm_list"
    rpm_files_forget
}

# rpm_files_described FILE: RET is its name with version and architecture, and its size, by the letters of such alone.
rpm_files_described() {
    RET=$(rpm -qp --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH} %{SIZE}\n' "$1" 2>/dev/null </dev/null) || return 1
    case $RET in
    [!A-Za-z0-9]* | *[!A-Za-z0-9._+~^\ -]* | *' '*' '*) return 1 ;;
    esac
}

# rpm_files_install LIST: together, because each half needs the other. What is installed already is left out. rpm_debug
# is the name with version and architecture of the package that has vmlinux, rpm_half a sentence about what it needs.
rpm_files_install() {
    rpm_wanted='' rpm_need=0 rpm_match=
    for rpm_file in $1; do
        rpm_files_described "$root$rpm_file" ||
            rpm_files_refuse debuginfo-files "$rpm_file is not a package that rpm can read."
        rpm_said=$RET
        if [ "${rpm_said%% *}" = "$rpm_debug" ]; then rpm_match=1; fi
        if rpm -q "${rpm_said%% *}" >/dev/null 2>&1 </dev/null; then continue; fi
        # Beyond 4 GiB this tag is not there.
        rpm_bytes=${rpm_said#* }
        digits "$rpm_bytes" 12 || rpm_bytes=4294967296
        rpm_need=$((rpm_need + rpm_bytes / 1024))
        rpm_wanted="$rpm_wanted $root$rpm_file"
    done
    if [ -z "$rpm_match" ]; then
        rpm_files_refuse debuginfo-files "None of the packages is $rpm_debug, the debuginfo of the running" \
            "kernel.$rpm_half"
    fi
    if [ -z "$rpm_wanted" ]; then return 0; fi
    debuginfo_space $((rpm_need + 65536))
    family idle
    say "installing$rpm_wanted"
    # shellcheck disable=SC2086
    if ! rpm_said=$(rpm -ivh $rpm_wanted 2>&1 </dev/null); then
        printf '%s\n' "$rpm_said" >>"$log"
        rpm_files_refuse debuginfo-files "rpm does not install$rpm_wanted. It says: ${rpm_said##*"$NL"}"
    fi
    changed=true
}

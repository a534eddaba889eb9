# shellcheck shell=sh
# Debuginfo of exactly the running kernel, from the debug repositories, which are there and disabled by
# default: zypper's --plus-content debug takes them for one command. Or from given files, with rpm.

# suse_debuginfo_install ARCHIVE FILES: ARCHIVE is the URL of a repository, or empty.
suse_debuginfo_install() {
    suse_debuginfo_version
    suse_debug=kernel-${host_release##*-}-debuginfo-$RET
    added_begin debuginfo
    if [ -n "$2" ]; then
        rpm_debug=$suse_debug.$host_arch rpm_half=
        rpm_files_install_given "$2"
    else
        suse_options='--plus-content debug'
        if [ -n "$1" ]; then suse_options="--plus-repo $1"; fi
        suse_add "$suse_debug, the debuginfo of the running kernel" "$suse_debug"
    fi
    added_end debuginfo
}

# The release that uname tells lacks the rebuild number of the package, which the file's owner has.
suse_debuginfo_version() {
    for suse_file in "/boot/vmlinuz-$host_release" "/usr/lib/modules/$host_release/vmlinuz" \
        "/lib/modules/$host_release/vmlinuz"; do
        if RET=$(rpm -qf --qf '%{VERSION}-%{RELEASE}\n' "$suse_file" 2>/dev/null); then
            RET=${RET%%"$NL"*}
            return 0
        fi
    done
    fail debuginfo-gone "No installed package owns the running kernel $host_release, so its debuginfo cannot be" \
        "named. Install that kernel by zypper, or reboot into one that is."
}

suse_debuginfo_remove() { suse_packages_purge debuginfo; }

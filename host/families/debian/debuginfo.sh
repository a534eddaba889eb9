# shellcheck shell=sh
# vmlinux of exactly the running kernel. Debian has it in its main archive; Ubuntu in an archive beside,
# whose name is derived from the one that the host uses already. Signatures are always checked.

debian_debug_sources=$root/etc/apt/sources.list.d/pulumi-kdump-debug.list

# debian_debuginfo_install ARCHIVE FILES: ARCHIVE is a URL, or empty.
debian_debuginfo_install() {
    if [ -n "$2" ]; then
        fail debuginfo-archive "$os_name has no .rpm packages. Name a package archive (debuginfoArchive) or a" \
            "debuginfod server (debuginfod), or none for the host's own sources."
    fi
    debian_debuginfo_version
    if [ "$os_id" = ubuntu ]; then
        debian_debug="linux-image-$host_release-dbgsym"
        debian_debuginfo_ubuntu "$1"
    else
        debian_debug="linux-image-$host_release-dbg"
        if [ -n "$1" ]; then
            debian_by='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
            debian_debuginfo_source "deb $debian_by $1 $os_codename main"
        fi
    fi
    debian_debuginfo_find || debian_debuginfo_gone
    debian_debuginfo_space
    debian_packages_add debuginfo "$debian_debug, the debuginfo of the running kernel" \
        "$debian_debug${debian_kernel:+=$debian_kernel}"
}

# The build matters, not only the release: crash compares them. /proc/version names that of the Debian kernel that
# runs; Ubuntu's, and that of a kernel that crashed before, is the version of the installed package.
debian_debuginfo_version() {
    host_line /proc/version
    case $RET in
    "Linux version $host_release "*' Debian '*)
        debian_kernel=${RET##* Debian }
        debian_kernel=${debian_kernel%% *}
        ;;
    *)
        debian_package_versions "linux-image-$host_release"
        debian_kernel=${RET##* }
        ;;
    esac
}

debian_debuginfo_source() {
    files_put "$debian_debug_sources" "# Written by pulumi-kdump. To take it back: kdump-host undo debuginfo$NL$1$NL"
    debian_idle
    debian_packages_update
}

debian_debuginfo_ubuntu() {
    debian_url=$1
    if [ -z "$debian_url" ]; then
        for debian_file in "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"/*.list \
            "$root/etc/apt/sources.list.d"/*.sources; do
            if [ -z "$debian_url" ] && [ -f "$debian_file" ]; then debian_debuginfo_derive "$debian_file"; fi
        done
    fi
    if [ -z "$debian_url" ]; then
        fail debuginfo-archive "The package sources of this host do not tell where Ubuntu's debug archive (ddebs) is," \
            "because they name a mirror. Set debuginfoArchive to its address."
    fi
    installed_missing ubuntu-dbgsym-keyring
    if [ -n "$RET" ]; then
        debian_packages_add debuginfo "the signing keys of the debug archive" ubuntu-dbgsym-keyring
    fi
    debian_by='[signed-by=/usr/share/keyrings/ubuntu-dbgsym-keyring.gpg]'
    debian_parts='main restricted universe multiverse'
    debian_debuginfo_source "deb $debian_by $debian_url $os_codename $debian_parts
deb $debian_by $debian_url $os_codename-updates $debian_parts"
}

# debian_debuginfo_derive FILE: *.archive.DOMAIN, security.DOMAIN and ports.DOMAIN of Ubuntu have ddebs.DOMAIN
# beside them.
debian_debuginfo_derive() {
    set -f
    while read -r debian_line; do
        case $debian_line in
        \#*) continue ;;
        esac
        for debian_word in $debian_line; do
            debian_host=${debian_word#*://}
            debian_host=${debian_host%%/*}
            case $debian_word in
            *://archive.ubuntu.* | *://*.archive.ubuntu.* | *://security.ubuntu.* | *://ports.ubuntu.*)
                debian_url=http://ddebs.ubuntu.${debian_host##*.ubuntu.}
                ;;
            esac
        done
    done <"$1"
    set +f
}

# debian_debuginfo_find: the package is in the lists, read anew if need be; debian_record is its description.
debian_debuginfo_find() {
    for debian_try in 1 2; do
        for debian_name in "$debian_debug" "linux-image-unsigned-${debian_debug#linux-image-}"; do
            debian_record=$(apt-cache show "$debian_name${debian_kernel:+=$debian_kernel}" 2>/dev/null) ||
                debian_record=
            if [ -n "$debian_record" ]; then
                debian_debug=$debian_name
                return 0
            fi
        done
        if [ "$debian_try" = 1 ]; then
            debian_idle
            debian_packages_update
        fi
    done
    return 1
}

debian_debuginfo_gone() {
    debian_flavour=${host_release##*[0-9]-}
    debian_names=$(apt-cache pkgnames linux-image- 2>/dev/null |
        sed -n "s/^linux-image-\([0-9].*-$debian_flavour\)-dbg\(sym\)\{0,1\}\$/\1/p" |
        sort -V | tail -n 8 | tr '\n' ' ')
    case $debian_updated in
    *'ailed to fetch'* | *emporary\ failure* | *'ould not resolve'* | *'nable to connect'* | *'ould not connect'*)
        fail packages-network "The host does not reach its package archive, and $debian_debug cannot be looked up." \
            "apt says: ${debian_updated%%"$NL"*}"
        ;;
    esac
    fail debuginfo-gone "The archive has no $debian_debug${debian_kernel:+ of version $debian_kernel}, the debuginfo" \
        "of the running kernel. It has those of: ${debian_names:-none of this flavour }- upgrade the kernel and" \
        "reboot into one of them, or set debuginfoArchive to an archive that keeps old ones."
}

# Size is in bytes, Installed-Size in KiB.
debian_debuginfo_space() {
    debian_size=0 debian_installed=0
    while read -r debian_key debian_value; do
        case $debian_key in
        Size:) if digits "$debian_value"; then debian_size=$((debian_value / 1024)); fi ;;
        Installed-Size:) if digits "$debian_value"; then debian_installed=$debian_value; fi ;;
        esac
    done <<RECORD
$debian_record
RECORD
    debuginfo_space $((debian_installed + debian_size + 65536))
    files_space "$root/var/cache/apt" $((debian_size + 16384)) debuginfo-space
    say "$debian_debug: $((debian_size / 1024)) MiB to fetch, $((debian_installed / 1024)) MiB installed"
}

debian_debuginfo_remove() {
    debian_packages_purge debuginfo
    files_remove "$debian_debug_sources"
}

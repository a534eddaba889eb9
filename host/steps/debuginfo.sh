# shellcheck shell=sh
# vmlinux of the running kernel: from what the host is set up for, or else from a package archive, from packages on this
# host, or from a debuginfod server, `host` for those that the host knows. Only a vmlinux of the running kernel's build
# counts; an installation may replace one of another build.
step_debuginfo() {
    local debuginfo_archive='' debuginfo_files='' debuginfo_server=''
    case $#:${1-} in
    0:) ;;
    2:--archive)
        debuginfo_archive=$2
        debuginfo_url "$2"
        ;;
    1:--debuginfod) debuginfo_server=host ;;
    2:--debuginfod)
        debuginfo_server=$2
        debuginfo_url "$2"
        ;;
    1:--files | 0:*) debuginfo_usage ;;
    *:--files)
        shift
        debuginfo_look "$@"
        debuginfo_files=$*
        ;;
    *) debuginfo_usage ;;
    esac
    vmlinux_find
    if [ -n "$vmlinux" ]; then
        # What a killed run left unfinished.
        added_end debuginfo
    elif [ -n "$debuginfo_server" ]; then
        debuginfod_fetch "$debuginfo_server"
    else
        family debuginfo_install "$debuginfo_archive" "$debuginfo_files"
    fi
    vmlinux_find
    if [ -z "$vmlinux" ]; then
        if [ -n "$vmlinux_odd" ]; then vmlinux_refuse; fi
        fail debuginfo-gone "The debuginfo packages are installed, and there is no vmlinux of $host_release in" \
            "/usr/lib/debug."
    fi
    if [ -z "$vmlinux_build" ]; then
        say "the running kernel has no build-id; going by the release of $vmlinux"
    fi
    if [ "$changed" = true ]; then say "installed $vmlinux"; fi
    json_add vmlinux "$vmlinux"
    json_answer
}

debuginfo_usage() {
    fail_usage "kdump-host debuginfo [--archive URL | --files FILE... | --debuginfod [URL]]"
}

debuginfo_url() {
    case $1 in
    *[!A-Za-z0-9:/._~@%+-]*)
        fail debuginfo-archive "'$1' is not the URL of a package archive: it holds a character that no such URL has."
        ;;
    http://?* | https://?* | file:/?*) ;;
    *) fail debuginfo-archive "'$1' is not the URL of a package archive, such as https://HOST/PATH." ;;
    esac
}

# debuginfo_look FILE...: each is a package that can be read.
debuginfo_look() {
    local debuginfo_file
    for debuginfo_file; do
        case $debuginfo_file in
        *[!A-Za-z0-9/._~+-]* | [!/]*)
            fail debuginfo-files "'$debuginfo_file' is not the full path of a package: it starts with / and holds" \
                "letters, digits and / . _ ~ + - only."
            ;;
        esac
        if [ ! -r "$root$debuginfo_file" ]; then
            fail debuginfo-files "There is no package $debuginfo_file on the host. Copy it there first."
        fi
    done
}

undo_debuginfo() {
    debuginfod_remove
    family debuginfo_remove
}

would_debuginfo() {
    vmlinux_find
    if [ -n "$vmlinux" ]; then return 0; fi
    if [ -n "$vmlinux_odd" ]; then
        would_change "$vmlinux_odd" "is of another build than the running kernel $host_release"
    else
        would_say "There is no vmlinux of the running kernel $host_release in /usr/lib/debug."
    fi
}

# shellcheck shell=sh
step_debuginfo() {
    case $#:${1-} in
    0:) debuginfo_archive= ;;
    2:--archive) debuginfo_archive=$2 ;;
    *) usage "kdump-host debuginfo [--archive URL]" ;;
    esac
    case $debuginfo_archive in
    '') ;;
    *[!A-Za-z0-9:/._~@%+-]*) fail debuginfo-archive "'$debuginfo_archive' is not the URL of a package archive: it holds a character that no such URL has." ;;
    http://?* | https://?* | file:/?*) ;;
    *) fail debuginfo-archive "'$debuginfo_archive' is not the URL of a package archive, such as https://HOST/PATH." ;;
    esac
    facts_vmlinux_find
    family debuginfo_install "$debuginfo_archive"
    facts_vmlinux_find
    if [ -z "$facts_vmlinux" ]; then fail debuginfo-gone "The debuginfo packages are installed, and there is no vmlinux of $host_release in /usr/lib/debug."; fi
    json_add vmlinux "$facts_vmlinux"
    json_answer
}

undo_debuginfo() {
    family debuginfo_remove
}

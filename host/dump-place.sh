# shellcheck shell=sh
# Where a drill looks for dumps: a directory of this host, an NFS export, or a DumpServer.

# place_open: has to come first. Fails where nothing can be seen.
place_open() {
    dump_dir_find
    place_shown=$dump_path
    case $dump_away in
    '') ;;
    nfs)
        nfs_export=$dump_place
        nfs_open ro
        # Whose they are is the server's affair, which may have made all of them nobody's.
        dumps_anybodys=1
        dump_path=${nfs_dir#"$root"}$dump_inside
        ;;
    ssh) ssh_list ;;
    *) fail dump-away "Dumps go to $dump_path, and whether one arrives there cannot be seen from here. Use a local directory, nfs, or a DumpServer." ;;
    esac
}

# place_close: at the end of the program too, however that comes.
place_close() {
    dumps_anybodys=
    if [ -n "$nfs_here" ]; then nfs_unmount; fi
}

# place_each COMMAND: runs COMMAND KEY SIZE FILE for each dump, whole or not. It is known by its inode and time, because
# a name may hold anything.
place_each() {
    if [ "$dump_away" != ssh ]; then
        dumps_each place_one "$1"
        return 0
    fi
    ssh_list
    place_list=$RET
    while read -r place_inode place_time place_size place_file; do
        if [ -n "$place_file" ]; then "$1" "$place_inode $place_time" "$place_size" "$place_file"; fi
    done <<LIST
$place_list
LIST
}

# place_one COMMAND FILE
place_one() {
    "$1" "$(stat -c '%i %Y' "$2")" "$(stat -c %s "$2")" "$2"
}

# place_read FILE: as dumps_read.
place_read() {
    case $dump_away in
    ssh)
        ssh_server "kdump-dump $1" </dev/null || fail read "$1 cannot be read there: $RET"
        read -r dumps_format dumps_release dumps_time dumps_fault <<FACTS
$RET
FACTS
        if [ "$dumps_format" = - ]; then dumps_format=; fi
        if [ "$dumps_release" = - ]; then dumps_release=; fi
        RET=$dumps_fault
        ;;
    '')
        dumps_private "$1"
        dumps_read "$1"
        ;;
    *) dumps_read "$1" ;;
    esac
}

# place_sum FILE: RET is its SHA-256.
place_sum() {
    if [ "$dump_away" = ssh ]; then
        ssh_server "sha256sum $1" </dev/null || fail read "$1 cannot be read there: $RET"
    else
        RET=$(sha256sum <"$1") || fail read "${1#"$root"} cannot be read."
    fi
    RET=${RET%% *}
}

# place_name FILE: RET is how people call it.
place_name() {
    case $dump_away in
    '') RET=${1#"$root"} ;;
    nfs) RET=$place_shown${1#"$root$dump_path"} ;;
    ssh) RET=$dump_place:$1 ;;
    esac
}

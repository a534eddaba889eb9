# shellcheck shell=sh
# Where a drill looks for dumps: a directory of this host, an NFS export, or a DumpServer.

# What people call the place, and how many dumps of one host a DumpServer may list.
place_shown=
place_most=2000

# place_open [up]: comes first. Fails if the place cannot be read. After a boot the network may take a while; `up` says
# that it is there.
place_open() {
    local place_nfs_times=6
    place_ssh_times=24
    if [ "${1-}" = up ]; then place_ssh_times=3 place_nfs_times=2; fi
    directory_find
    place_shown=$dump_path
    case $dump_away in
    '') ;;
    nfs)
        place_nfs_open ro "$dump_place" "$place_nfs_times"
        # Owners are up to the server, which may squash all of them to nobody.
        dumps_anybodys=1
        dump_path=${place_nfs_dir#"$root"}$dump_inside
        ;;
    ssh) place_ssh_list ;;
    *)
        fail dump-away "Dumps go to $dump_path, and whether one arrives there cannot be seen from here. Use a local" \
            "directory, nfs, or a DumpServer."
        ;;
    esac
}

# place_close: also at every exit of the program.
place_close() {
    dumps_anybodys=
    if [ -n "$place_nfs_here" ]; then place_nfs_unmount; fi
}

# place_each COMMAND: runs COMMAND KEY SIZE FILE for each dump, whole or not. It is known by its inode and time, because
# a name may hold anything.
place_each() {
    local place_list place_count=0 place_inode place_time place_size place_file
    if [ "$dump_away" != ssh ]; then
        dumps_each place_one "$1"
        return 0
    fi
    place_ssh_list
    place_list=$RET
    while read -r place_inode place_time place_size place_file; do
        if [ -z "$place_inode" ]; then continue; fi
        place_count=$((place_count + 1))
        if [ "$place_count" -gt $place_most ]; then
            fail server-answer "Dumps go to $dump_path, and more than $place_most are listed there. Clear out the old" \
                "ones on that host, and run this again."
        fi
        place_listed "$place_inode" "$place_time" "$place_size" "$place_file" ||
            place_ssh_strange kdump-dumps "$place_inode $place_time $place_size $place_file"
        "$1" "$place_inode $place_time" "$place_size" "$place_file"
    done <<LIST
$place_list
LIST
}

# place_listed INODE TIME SIZE FILE: is it what a DumpServer writes? An inode's number may have 20 digits.
place_listed() {
    case $4/ in
    / | [!/]* | *[!A-Za-z0-9/._:@%+=,-]* | */../* | */./*) return 1 ;;
    esac
    digits "$1" 20 && digits "$2" && digits "$3" && [ "${#4}" -le 4096 ]
}

# place_one COMMAND FILE
place_one() {
    "$1" "$(stat -c '%i %Y' "$2")" "$(stat -c %s "$2")" "$2"
}

# place_read FILE: as dumps_read.
place_read() {
    local place_answer place_fault
    case $dump_away in
    ssh)
        place_ssh_server "kdump-dump $1" "$place_ssh_long" ||
            fail read "$1 cannot be read there: ${RET:-nothing is said}."
        place_answer=$RET
        read -r dumps_format dumps_release dumps_time place_fault <<FACTS
$place_answer
FACTS
        place_told "$place_answer" || place_ssh_strange kdump-dump "$place_answer"
        if [ "$dumps_format" = - ]; then dumps_format=; fi
        if [ "$dumps_release" = - ]; then dumps_release=; fi
        outside_text "$place_fault"
        ;;
    '')
        dumps_private "$1"
        dumps_read "$1"
        ;;
    *) dumps_read "$1" ;;
    esac
}

# place_told ANSWER: is it one line `FORMAT RELEASE TIME FAULT`, as place_read took it apart?
place_told() {
    case $1 in
    *"$NL"*) return 1 ;;
    esac
    case $dumps_format in
    - | kdump | elf | flattened) ;;
    *) return 1 ;;
    esac
    case $dumps_release in
    - | [0-9]*) ;;
    *) return 1 ;;
    esac
    case $dumps_release in
    *[!0-9A-Za-z._+~-]*) return 1 ;;
    esac
    [ "${#dumps_release}" -le 64 ] && digits "$dumps_time" 12
}

# place_sum FILE: RET is its SHA-256.
place_sum() {
    local place_answer
    if [ "$dump_away" = ssh ]; then
        place_ssh_server "sha256sum $1" "$place_ssh_long" ||
            fail read "$1 cannot be read there: ${RET:-nothing is said}."
        place_answer=$RET
        case ${place_answer%% *} in
        *[!0-9a-f]*) place_ssh_strange sha256sum "$place_answer" ;;
        ????????????????????????????????????????????????????????????????) ;;
        *) place_ssh_strange sha256sum "$place_answer" ;;
        esac
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

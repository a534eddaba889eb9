# shellcheck shell=sh
# The dump directory. Dumps hold the memory of every process, so it is for root alone. A dump that goes away
# from this host has none here: dump_away is the kind of its target, dump_place and dump_inside say where that is (steps/
# conf.sh), and dump_key is the file with ssh's key.
dump_dir_find() {
    dump_away='' dump_place='' dump_inside='' dump_key=
    family dump_path
    dump_path=$RET
}

# dump_reserve DIR: RET is how many KiB of DIR's file system have to stay free for the next dump.
dump_reserve() {
    RET=65536
}

dump_dir_make() {
    dump_dir_find
    if [ -n "$dump_away" ]; then return 0; fi
    dump_dir=$root$dump_path
    dump_dir_owned "$dump_path"
    if [ ! -d "$dump_dir" ]; then
        if [ -e "$dump_dir" ]; then fail dump-path "The dump directory $dump_path is there, and is not a directory. Move it away, or choose another path."; fi
        files_make_dir "$dump_dir" 700
    fi
    dump_mode=$(stat -c %a "$dump_dir")
    if [ "$dump_mode" = 700 ]; then return 0; fi
    if ! state_has made-dirs "$dump_dir" && ! grep -qs " $dump_dir\$" "$state/dump-modes"; then state_add dump-modes "$dump_mode $dump_dir"; fi
    chmod 700 "$dump_dir" || fail write "The mode of $dump_path could not be set to 0700."
    changed=true
}

# dump_dir_owned PATH: refuses it, before anything is made or changed there, where somebody else owns it, or may write to a
# directory above it: they could take the dumps away or put something else in their place.
dump_dir_owned() {
    dump_above=$root$1
    dump_above=${dump_above%/*}
    owned_walk "$dump_above/" || {
        case $RET in
        'is not there') ;;
        *) fail dump-path "The dump directory $1 cannot be used: ${dump_above#"$root"} $RET. Take the write permission from the others, or choose another path." ;;
        esac
    }
    # The mode of the directory itself is set later.
    if [ -z "$owned_uid" ] && [ -e "$root$1" ]; then owned_walk "$root$1" || :; fi
    if [ -z "$owned_uid" ]; then return 0; fi
    fail dump-path "The dump directory $1 cannot be used: it is, or lies in, a directory of the user $owned_uid, and dumps are for root alone. Give that directory to root (chown root), or choose another path."
}

# Modes come back; directories that we made go, if nothing but the tools' own small files is in them.
dump_dirs_back() {
    state_get dump-modes
    if [ -n "$RET" ]; then
        while read -r dump_mode dump_dir; do
            if [ -d "$dump_dir" ]; then chmod "$dump_mode" "$dump_dir"; fi
        done <"$state/dump-modes"
        state_forget dump-modes
        changed=true
    fi
    family dump_litter
    dump_litter=$RET
    state_get made-dirs
    for dump_dir in $RET; do
        case $dump_dir in
        "$root"/etc/*) continue ;;
        esac
        for dump_file in $dump_litter; do
            if [ -f "$dump_dir/$dump_file" ]; then rm -f "$dump_dir/$dump_file"; fi
        done
        files_unmake_dir "$dump_dir"
    done
}

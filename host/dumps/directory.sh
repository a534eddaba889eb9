# shellcheck shell=sh
# The dump directory. Dumps hold the memory of every process, so only root may enter it.

# Where dumps go. dump_path is how people call it; dump_away is the kind of a target that is not on this host, and then
# dump_place and dump_inside say where that is, and dump_key is the file with ssh's key, as a family tells
# (steps/conf.sh).
dump_path='' dump_away='' dump_place='' dump_inside='' dump_key=

directory_find() {
    dump_away='' dump_place='' dump_inside='' dump_key=
    family dump_path
    dump_path=$RET
}

# directory_judge PATH: refuses a directory that the system needs, because it will be closed to everybody but root. A
# link counts as what it points to.
directory_judge() {
    local directory_says
    directory_real "$1"
    directory_says=$1
    if [ "$RET" != "$root$1" ]; then directory_says="$1, which is ${RET#"$root"},"; fi
    if ! words_system "${RET#"$root"}"; then return 0; fi
    fail dump-path "The dump directory $directory_says is one of the system's own, and nobody but root could use it" \
        "any more. Give dumps a directory of their own, such as /var/crash."
}

# directory_real PATH: RET is where it lies, as it is for what is not there.
directory_real() {
    RET=$root$1
    if [ -L "$RET" ] && [ ! -e "$RET" ]; then
        fail dump-path "The dump directory $1 is a link that leads nowhere. Remove it, or make what it points to."
    fi
    if [ -d "$RET" ]; then
        RET=$(readlink -f "$RET") || fail dump-path "The dump directory $1 cannot be resolved."
    fi
}

# directory_others PATH: refuses a directory that is in use for something else. It may hold dumps, what kdump's tools
# and the crash reporters of Ubuntu leave, and lost+found. /var/crash is there for that, whatever it holds.
directory_others() {
    local directory_lies directory_entry
    if [ "$1" = /var/crash ] || state_has made-dirs "$root$1"; then return 0; fi
    directory_real "$1"
    directory_lies=$RET
    for directory_entry in "$directory_lies"/* "$directory_lies"/.[!.]* "$directory_lies"/..?*; do
        if [ ! -e "$directory_entry" ] && [ ! -L "$directory_entry" ]; then continue; fi
        case ${directory_entry##*/} in
        kexec_cmd | kdump_lock | lost+found | *.crash | *.upload | *.uploaded | .pulumi-kdump*) continue ;;
        esac
        if [ -d "$directory_entry" ] && [ ! -L "$directory_entry" ] && directory_holds "$directory_entry"; then
            continue
        fi
        json_quote "${directory_entry##*/}"
        fail dump-path "The dump directory $1 is in use for something else: $RET is there, and nobody but root could" \
            "use it any more. Give dumps a directory of their own, such as $1/crash."
    done
}

# directory_holds DIR: is it empty, or what a crash has left?
directory_holds() {
    local directory_file
    for directory_file in "$1"/vmcore* "$1"/dump.* "$1"/dmesg.* "$1"/kexec-dmesg.log; do
        if [ -f "$directory_file" ]; then return 0; fi
    done
    for directory_file in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        if [ -e "$directory_file" ] || [ -L "$directory_file" ]; then return 1; fi
    done
}

# directory_make: it is there, for root alone.
directory_make() {
    local directory_path directory_mode
    directory_find
    if [ -n "$dump_away" ]; then return 0; fi
    directory_judge "$dump_path"
    directory_owned "$dump_path"
    directory_path=$root$dump_path
    if [ ! -d "$directory_path" ]; then
        if [ -e "$directory_path" ]; then
            fail dump-path "The dump directory $dump_path is there, and is not a directory. Move it away, or choose" \
                "another path."
        fi
        files_make_dir "$directory_path" 700
        if [ -n "$would_looking" ]; then return 0; fi
    fi
    directory_real "$dump_path"
    directory_path=$RET
    directory_mode=$(stat -c %a "$directory_path") || fail read "$dump_path cannot be looked at."
    if [ "$directory_mode" = 700 ] || would_change "$directory_path" "has the mode 0$directory_mode and not 0700"; then
        return 0
    fi
    if ! state_has made-dirs "$directory_path" && ! directory_mode_known "$directory_path"; then
        state_add dump-modes "$directory_mode $directory_path"
    fi
    chmod 700 "$directory_path" || fail write "The mode of $dump_path could not be set to 0700."
    changed=true
}

# directory_mode_known DIR: is it remembered what DIR had?
directory_mode_known() {
    local directory_known
    if [ ! -f "$state/dump-modes" ]; then return 1; fi
    while read -r _ directory_known; do
        if [ "$directory_known" = "$1" ]; then return 0; fi
    done <"$state/dump-modes"
    return 1
}

# directory_owned PATH: refuses it, before anything is made or changed there, where somebody else owns it, or may write
# to a directory above it: they could take the dumps away or put something else in their place.
directory_owned() {
    local directory_above
    directory_above=$root$1
    directory_above=${directory_above%/*}
    owned_walk "$directory_above/" || {
        case $RET in
        'is not there') ;;
        *)
            fail dump-path "The dump directory $1 cannot be used: ${directory_above#"$root"} $RET. Take the write" \
                "permission from the others, or choose another path."
            ;;
        esac
    }
    # The mode of the directory itself is set later.
    if [ -z "$owned_uid" ] && [ -e "$root$1" ]; then owned_walk "$root$1" || :; fi
    if [ -z "$owned_uid" ]; then return 0; fi
    fail dump-path "The dump directory $1 cannot be used: it is, or lies in, a directory of the user $owned_uid, and" \
        "dumps are for root alone. Give that directory to root (chown root), or choose another path."
}

# directory_back: restores modes; removes directories we created, if only the tools' own files are left in them.
directory_back() {
    local directory_path directory_mode directory_litter directory_file
    state_get dump-modes
    if [ -n "$RET" ]; then
        while read -r directory_mode directory_path; do
            if [ -d "$directory_path" ]; then chmod "$directory_mode" "$directory_path"; fi
        done <"$state/dump-modes"
        state_forget dump-modes
        changed=true
    fi
    family dump_litter
    directory_litter=$RET
    state_get made-dirs
    for directory_path in $RET; do
        case $directory_path in
        "$root"/etc/*) continue ;;
        esac
        for directory_file in $directory_litter; do
            if [ -f "$directory_path/$directory_file" ]; then rm -f "$directory_path/$directory_file"; fi
        done
        files_unmake_dir "$directory_path"
    done
}

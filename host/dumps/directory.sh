# shellcheck shell=sh
# The dump directory. Dumps hold the memory of every process, so it is for root alone. A dump that goes away from this
# host has none here: dump_away is the kind of its target, dump_place and dump_inside say where that is (steps/
# conf.sh), and dump_key is the file with ssh's key.
directory_find() {
    dump_away='' dump_place='' dump_inside='' dump_key=
    family dump_path
    dump_path=$RET
}

# directory_judge PATH: refuses a directory of this host that dumps must not have for themselves, for it will be closed
# to everybody but root. What a link points to is what counts. src/args/paths.ts says the same in the plan.
directory_judge() {
    local dump_says
    directory_real "$1"
    dump_says=$1
    if [ "$RET" != "$root$1" ]; then dump_says="$1, which is ${RET#"$root"},"; fi
    case ${RET#"$root"} in
    '' | / | /bin | /boot | /boot/efi | /boot/grub | /boot/grub2 | /boot/loader | /etc | /home | /lib | /lib32) ;;
    /lib64 | /libx32 | /dev | /dev/* | /proc | /proc/* | /run | /run/* | /sys | /sys/*) ;;
    /media | /opt | /root | /sbin | /tmp | /usr | /usr/bin | /usr/games | /usr/include | /usr/lib | /usr/lib32) ;;
    /usr/lib64 | /usr/libexec | /usr/libx32 | /usr/local | /usr/local/bin | /usr/local/sbin | /usr/sbin) ;;
    /usr/share | /usr/src | /var | /var/account | /var/adm | /var/backups | /var/cache | /var/db | /var/empty) ;;
    /var/games | /var/kerberos | /var/lib | /var/local | /var/lock | /var/log | /var/mail | /var/opt | /var/run) ;;
    /var/spool | /var/tmp | /var/www | /var/yp) ;;
    *) return 0 ;;
    esac
    fail dump-path "The dump directory $dump_says is one of the system's own, and nobody but root could use it any" \
        "more. Give dumps a directory of their own, such as /var/crash."
}

# directory_real PATH: RET is where it lies, as it is for what is not there.
directory_real() {
    RET=$root$1
    if [ -L "$RET" ] && [ ! -e "$RET" ]; then
        fail dump-path "The dump directory $1 is a link that leads nowhere. Remove it, or make what it points to."
    fi
    if [ -d "$RET" ]; then
        RET=$(readlink -f "$RET") || fail dump-path "The dump directory $1 cannot be looked into."
    fi
}

# directory_others PATH: refuses a directory that is in use for something else. It may hold dumps, what kdump's tools
# and the crash reporters of Ubuntu leave, and lost+found. /var/crash is there for that, whatever it holds.
directory_others() {
    local dump_real dump_entry
    if [ "$1" = /var/crash ] || state_has made-dirs "$root$1"; then return 0; fi
    directory_real "$1"
    dump_real=$RET
    for dump_entry in "$dump_real"/* "$dump_real"/.[!.]* "$dump_real"/..?*; do
        if [ ! -e "$dump_entry" ] && [ ! -L "$dump_entry" ]; then continue; fi
        case ${dump_entry##*/} in
        kexec_cmd | kdump_lock | lost+found | *.crash | *.upload | *.uploaded | .pulumi-kdump*) continue ;;
        esac
        if [ -d "$dump_entry" ] && [ ! -L "$dump_entry" ] && directory_holds "$dump_entry"; then continue; fi
        json_quote "${dump_entry##*/}"
        fail dump-path "The dump directory $1 is in use for something else: $RET is there, and nobody but root could" \
            "use it any more. Give dumps a directory of their own, such as $1/crash."
    done
}

# directory_holds DIR: is it empty, or what a crash has left?
directory_holds() {
    local dump_file
    for dump_file in "$1"/vmcore* "$1"/dump.* "$1"/dmesg.* "$1"/kexec-dmesg.log; do
        if [ -f "$dump_file" ]; then return 0; fi
    done
    for dump_file in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        if [ -e "$dump_file" ] || [ -L "$dump_file" ]; then return 1; fi
    done
}

directory_make() {
    local dump_mode
    directory_find
    if [ -n "$dump_away" ]; then return 0; fi
    directory_judge "$dump_path"
    dump_dir=$root$dump_path
    directory_owned "$dump_path"
    if [ ! -d "$dump_dir" ]; then
        if [ -e "$dump_dir" ]; then
            fail dump-path "The dump directory $dump_path is there, and is not a directory. Move it away, or choose" \
                "another path."
        fi
        files_make_dir "$dump_dir" 700
    fi
    directory_real "$dump_path"
    dump_dir=$RET
    dump_mode=$(stat -c %a "$dump_dir") || fail read "$dump_path cannot be looked at."
    if [ "$dump_mode" = 700 ]; then return 0; fi
    if ! state_has made-dirs "$dump_dir" && ! directory_mode_known; then state_add dump-modes "$dump_mode $dump_dir"; fi
    chmod 700 "$dump_dir" || fail write "The mode of $dump_path could not be set to 0700."
    changed=true
}

# directory_mode_known: is it remembered what $dump_dir had?
directory_mode_known() {
    if [ ! -f "$state/dump-modes" ]; then return 1; fi
    while read -r _ dump_known; do
        if [ "$dump_known" = "$dump_dir" ]; then return 0; fi
    done <"$state/dump-modes"
    return 1
}

# directory_owned PATH: refuses it, before anything is made or changed there, where somebody else owns it, or may write
# to a directory above it: they could take the dumps away or put something else in their place.
directory_owned() {
    local dump_above
    dump_above=$root$1
    dump_above=${dump_above%/*}
    owned_walk "$dump_above/" || {
        case $RET in
        'is not there') ;;
        *)
            fail dump-path "The dump directory $1 cannot be used: ${dump_above#"$root"} $RET. Take the write" \
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

# Modes come back; directories that we made go, if nothing but the tools' own small files is in them.
directory_back() {
    local dump_mode dump_litter dump_file
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

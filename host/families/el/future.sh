# shellcheck shell=sh
# crashkernel= in the two files that tell what future kernels get: GRUB_CMDLINE_LINUX in /etc/default/grub,
# and /etc/kernel/cmdline. Only that word changes; undo gives each file back byte for byte, or, when somebody else
# changed it since, with the original word.

el_cmdline_file=$root/etc/kernel/cmdline

# el_future_grub_edit TEXT ARGUMENTS: they are looked for in GRUB_CMDLINE_LINUX_DEFAULT too, where Amazon's instructions
# for Amazon Linux 2 put them.
el_future_grub_edit() { default_grub_edit "$1" GRUB_CMDLINE_LINUX "$2"; }

# el_future_cmdline_edit TEXT ARGUMENTS
el_future_cmdline_edit() {
    arguments_find "$1"
    if [ "$RET" = "$2" ]; then
        RET=$1
        return 0
    fi
    arguments_strip "$(printf '%s\n' "$1")"
    arguments_join "$RET" "$2"
    RET=$RET$NL
}

# el_future_cmdline_make ARGUMENTS: where there is no /etc/kernel/cmdline, a kernel that is installed before the reboot
# would get the running kernel's arguments, from /proc/cmdline (20-grub.install of 9 and later). So the file is made, of
# the running kernel's entry or else of any that is no rescue entry; and it is ours to take away. Where entries refer to
# kernelopts, new ones do as well, and nobody reads the file.
el_future_cmdline_make() {
    if [ -f "$el_cmdline_file" ]; then return 0; fi
    el_cmdline_from=
    while IFS= read -r el_line; do
        case ${el_line%%/*} in
        '' | *-0-rescue | *-0-rescue-*) continue ;;
        *"-$host_release") el_cmdline_from=$el_line && break ;;
        esac
        if [ -z "$el_cmdline_from" ]; then el_cmdline_from=$el_line; fi
    done <<LIST
$el_list
LIST
    el_entries_key "${el_cmdline_from#*/}"
    el_cmdline_from=$RET
    if [ -z "$el_cmdline_from" ] || el_kernelopts_in "$el_cmdline_from"; then return 0; fi
    # What such a variable stands for is added to each new entry by its own tool.
    el_cmdline_from=$(printf '%s\n' "$el_cmdline_from" | sed -E 's/(^|[[:blank:]]+)[$][A-Za-z_]+//g') ||
        fail read "The arguments of the boot loader's entries could not be read by sed."
    el_future_cmdline_edit "$el_cmdline_from" "$1"
    el_made=$RET
    state_put written.cmdline "$el_made"
    state_put made.cmdline ''
    files_make_dir "${el_cmdline_file%/*}" 755
    files_put "$el_cmdline_file" "$el_made"
}

# el_future_put ARGUMENTS
el_future_put() {
    if [ -f "$default_grub" ]; then el_future_one "$default_grub" grub "$1"; fi
    if [ -f "$el_cmdline_file" ]; then el_future_one "$el_cmdline_file" cmdline "$1"; fi
}

# el_future_one FILE NAME ARGUMENTS. What somebody else changed since we wrote the file is theirs, and so part
# of what undo gives back.
el_future_one() {
    files_read "$1"
    el_now=$RET
    if el_future_theirs "$2"; then
        el_future_original "$2"
        "el_future_$2_edit" "$el_now" "$RET"
        state_put "original.$2" "$RET"
        state_forget "made.$2"
    fi
    "el_future_$2_edit" "$el_now" "$3"
    el_new=$RET
    if [ ! -f "$state/made.$2" ]; then originals_keep "$1"; fi
    state_put "written.$2" "$el_new"
    files_put "$1" "$el_new"
}

# el_future_theirs NAME: el_now differs from what we wrote, and not in crashkernel= alone.
el_future_theirs() {
    if [ ! -f "$state/written.$1" ]; then return 1; fi
    if [ ! -f "$state/original.$1" ] && [ ! -f "$state/made.$1" ]; then return 1; fi
    el_future_rest "$1" "$el_now"
    el_now_rest=$RET
    files_read "$state/written.$1"
    el_future_rest "$1" "$RET"
    [ "$RET" != "$el_now_rest" ]
}

# el_future_rest NAME TEXT: RET is TEXT without the crashkernel= that counts, and without the blanks around it, which
# may be others after an edit.
el_future_rest() {
    if [ "$1" = grub ]; then
        default_grub_change "$2"
        RET=$(printf '%sx' "$RET" | sed -E "s/([\"'=])[[:blank:]]+/\\1/g; s/[[:blank:]]+([\"'])/\\1/g") || RET=
    else
        arguments_strip "$2x"
    fi
    if [ -z "$RET" ]; then fail read "The text of $1 could not be read by sed."; fi
}

# el_future_original NAME: RET is the arguments that the file had before us, empty when it is not known.
el_future_original() {
    RET=
    if [ ! -f "$state/original.$1" ]; then return 0; fi
    files_read "$state/original.$1"
    case $1 in
    grub) default_grub_words "$RET" ;;
    *) arguments_find "$RET" ;;
    esac
}

el_future_remove() {
    el_future_back "$default_grub" grub
    el_future_back "$el_cmdline_file" cmdline
}

# el_future_back FILE NAME: the order in which things are forgotten leaves something to do for a run that finds the
# rest.
el_future_back() {
    if [ -f "$1" ]; then
        files_read "$1"
        el_now=$RET
    fi
    if [ -f "$state/made.$2" ]; then
        el_future_unmake "$1" "$2"
    elif [ -f "$state/original.$2" ] && [ -f "$1" ]; then
        if el_future_theirs "$2" || [ ! -f "$state/written.$2" ]; then
            el_future_original "$2"
            "el_future_$2_edit" "$el_now" "$RET"
            files_put "$1" "$RET"
        else
            files_copy "$1" "$state/original.$2"
        fi
    fi
    state_forget "written.$2" "original.$2" "made.$2"
}

# el_future_unmake FILE NAME: what somebody else has changed is theirs, and stays without ours.
el_future_unmake() {
    if [ -f "$1" ] && el_future_theirs "$2"; then
        "el_future_$2_edit" "$el_now" ''
        files_put "$1" "$RET"
        return 0
    fi
    files_remove "$1"
    files_unmake_dir "${1%/*}"
}

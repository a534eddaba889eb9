# shellcheck shell=sh
# Entries of 8 may share the variable kernelopts in grubenv.

# el_kernelopts_in TEXT: does it refer to kernelopts?
el_kernelopts_in() {
    # shellcheck disable=SC2016
    case " $1 " in
    *' $kernelopts '*) return 0 ;;
    esac
    return 1
}

# el_kernelopts: RET is the value of kernelopts, empty where entries do not share one.
el_kernelopts() {
    RET=
    if [ ! -f "$el_grubenv" ]; then return 0; fi
    RET=$(grub2-editenv "$el_grubenv" list 2>>"$log" </dev/null | sed -n 's/^kernelopts=//p') || RET=
}

# el_kernelopts_write ARGUMENTS: exactly these in kernelopts. Where grubenv does not have it and entries refer to it,
# the menu's own fallback counts, and grubenv gets it.
el_kernelopts_write() {
    local el_shared el_shared_from
    el_kernelopts
    el_shared=$RET el_shared_from=grubenv
    if [ -z "$el_shared" ]; then
        if ! el_kernelopts_used; then return 0; fi
        el_shared=$(sed -n 's/^[[:blank:]]*set kernelopts="\(.*\)"$/\1/p' "$el_cfg" 2>/dev/null | head -n 1) ||
            el_shared=
        if [ -z "$el_shared" ]; then
            fail bootloader "Entries of the boot loader refer to \$kernelopts, and neither /boot/grub2/grubenv nor" \
                "grub.cfg has it. Make it with: grub2-mkconfig -o ${el_cfg#"$root"}"
        fi
        state_put made.kernelopts ''
        el_shared_from=menu
    fi
    arguments_find "$el_shared"
    if [ "$RET" = "$1" ] && [ "$el_shared_from" = grubenv ]; then return 0; fi
    arguments_strip "$el_shared"
    arguments_join "$RET" "$1"
    el_kernelopts_set "$RET"
}

el_kernelopts_used() {
    local el_line
    while IFS= read -r el_line; do
        el_entries_key "${el_line#*/}"
        if el_kernelopts_in "$RET"; then return 0; fi
    done <<LIST
$el_list
LIST
    return 1
}

# el_kernelopts_set VALUE: an empty one takes the variable away. grub2-editenv writes in place, and grubenv holds what
# every entry boots with, so it works on a file beside.
el_kernelopts_set() {
    local el_value el_block
    el_value=$1
    files_real "$el_grubenv"
    el_block=$RET
    files_sweep "$el_block"
    el_kernelopts
    if [ "$RET" = "$el_value" ] || would_change "$el_grubenv" "$would_lacks in kernelopts"; then return 0; fi
    if [ -n "$el_value" ]; then set -- set "kernelopts=$el_value"; else set -- unset kernelopts; fi
    files_temp "$el_block"
    if [ -f "$el_block" ]; then
        cp -a "$el_block" "$litter" 2>>"$log" ||
            fail write "$litter could not be written; ${el_grubenv#"$root"} is as it was. Is its file system full?"
    fi
    grub2-editenv "$litter" "$@" >>"$log" 2>&1 </dev/null ||
        fail bootloader "grub2-editenv could not set kernelopts in ${el_grubenv#"$root"}, which is as it was. More in" \
            "${log#"$root"}."
    files_move "$el_block"
    changed=true
}

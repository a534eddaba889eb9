# shellcheck shell=sh
# 8 and later, Fedora, Amazon Linux 2023: one file per entry (Boot Loader Specification). They are written here and not
# by grubby, whose sed takes & and \ in an argument for signs of its own, whose shell expands * and [...], which joins
# options that stand on two lines and loses blanks within quotes, and which makes /etc/kernel/cmdline of the last entry.
# What is written is what grubby would have written otherwise: crashkernel= at the end of the line, and no other.
# Entries of 8 may share the variable kernelopts in grubenv.

el_entry_dir=$root/boot/loader/entries
el_grubenv=$root/boot/grub2/grubenv

# The files for future kernels; `bootloader` then does the entries that there are.
el_entries_put() {
    el_menu_find
    el_menu_clear
    el_entries_read
    el_entries_able
    el_entries_remember
    size_arguments "$1"
    el_arguments=$RET
    el_cmdline_make "$el_arguments"
    el_future_put "$el_arguments"
}

el_entries_regenerate() {
    el_menu_find
    if [ -n "$1" ]; then
        el_menu_clear
        el_entries_read
        el_entries_able
        el_entries_remember
        size_arguments "$1"
        el_arguments=$RET
        el_kernelopts_write "$el_arguments"
        el_entries_each el_entry_put
    fi
    el_entries_read
    if [ -n "$1" ]; then el_entries_check; fi
    RET=$el_count
    if [ "$el_menu" = menu ]; then grub_regenerate grub2-mkconfig "$el_cfg" "$1"; fi
}

# el_menu_find: el_cfg is the configuration that this machine boots, and el_menu what it makes the menu of: `entries`, or
# `menu` for entries of its own (GRUB_ENABLE_BLSCFG=false, as EL's own scripts set it on Xen), so that nobody reads the
# files. `unclear` is a menu that grub2-mkconfig would not make again, but write over the entries instead.
el_menu_find() {
    el_menu=entries
    el_efi_file
    el_cfg=${RET:-$root/boot/grub2/grub.cfg}
    if [ ! -f "$el_cfg" ] || files_has "$el_cfg" -E '^[[:blank:]]*blscfg([[:blank:]]|$)'; then return 0; fi
    if ! files_has "$el_cfg" -E '^[[:blank:]]*linux(16|efi)?[[:blank:]]'; then return 0; fi
    el_menu=menu
    RET=
    if [ -f "$el_grub_file" ]; then
        files_read "$el_grub_file"
        shell_value GRUB_ENABLE_BLSCFG "$RET"
    fi
    # Not set means true, unless the old grubby is there (10_linux).
    if [ "$RET" = true ] || { [ -z "$RET" ] && [ ! -e "$root/usr/sbin/new-kernel-pkg" ]; }; then el_menu=unclear; fi
}

el_menu_clear() {
    if [ "$el_menu" = unclear ]; then
        fail bootloader-menu "${el_cfg#"$root"} has a menu of its own and does not read /boot/loader/entries, and yet GRUB_ENABLE_BLSCFG is not false in /etc/default/grub, so that grub2-mkconfig would change how this machine boots. Set GRUB_ENABLE_BLSCFG=false there, or change to entries with: grub2-switch-to-blscfg"
    fi
}

# el_entries_each COMMAND: COMMAND for each entry's file, as el_file with el_id and el_text.
el_entries_each() {
    for el_file in "$el_entry_dir"/*.conf; do
        if [ ! -f "$el_file" ]; then continue; fi
        el_id=${el_file##*/}
        el_id=${el_id%.conf}
        files_read "$el_file"
        el_text=$RET
        "$1"
    done
}

# el_entries_read: el_list is a line `ID/LINE` for each line with options, el_count the number of entries, and el_empty
# one that has none. GRUB passes over
# a file without `linux`.
el_entries_read() {
    el_list='' el_count=0 el_empty=
    el_entries_each el_entry_read
}

el_entry_read() {
    el_entry_linux='' el_entry_lines=
    while IFS= read -r el_line; do
        el_key "$el_line"
        case $el_word in
        linux) el_entry_linux=1 ;;
        options) el_entry_lines="$el_entry_lines$el_id/$el_line$NL" ;;
        esac
    done <<ENTRY
$el_text
ENTRY
    el_list=$el_list$el_entry_lines
    if [ -z "$el_entry_linux" ]; then return 0; fi
    el_count=$((el_count + 1))
    if [ -z "$el_entry_lines" ]; then el_empty=$el_id; fi
}

# el_key LINE: el_word is its key, RET its value, and el_head all that is before the value.
el_key() {
    RET=${1#"${1%%[![:blank:]]*}"}
    el_word=${RET%%[[:blank:]]*}
    RET=${RET#"$el_word"}
    RET=${RET#"${RET%%[![:blank:]]*}"}
    el_head=${1%"$RET"}
}

el_entries_able() {
    if [ "$el_count" = 0 ] && [ "$el_menu" = entries ]; then
        fail bootloader "There is no entry of the boot loader in /boot/loader/entries, so none can be changed. Look at it with: grubby --info=ALL"
    fi
    if [ -n "$el_empty" ]; then
        fail bootloader "The entry /boot/loader/entries/$el_empty.conf has no line with options, so where crashkernel= belongs is not to be told. Give it one, or remove the entry."
    fi
}

# el_strip TEXT: RET is TEXT without any crashkernel= argument, each with the blanks before it.
el_strip() {
    RET=$1
    case $1 in
    *crashkernel=*) ;;
    *) return 0 ;;
    esac
    RET=$(printf '%s\n' "$1" | sed -E 's/(^|[[:blank:]]+)crashkernel=[^[:blank:]]*//g')
    RET=${RET#"${RET%%[![:blank:]]*}"}
}

# el_join TEXT ARGUMENTS: RET is both, with one blank between.
el_join() {
    RET=$1
    if [ -z "$2" ]; then return 0; fi
    RET=${1%"${1##*[![:blank:]]}"}
    RET="$RET${RET:+ }$2"
}

# el_shares TEXT: does it refer to kernelopts?
el_shares() {
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

# el_kernelopts_write ARGUMENTS: exactly these in kernelopts. Where grubenv does not have it and entries refer to it, the
# menu's own fallback counts, and grubenv gets it.
el_kernelopts_write() {
    el_kernelopts
    el_shared=$RET el_shared_from=grubenv
    if [ -z "$el_shared" ]; then
        if ! el_shares_any; then return 0; fi
        el_shared=$(sed -n 's/^[[:blank:]]*set kernelopts="\(.*\)"$/\1/p' "$el_cfg" 2>/dev/null | head -n 1) || el_shared=
        if [ -z "$el_shared" ]; then
            # shellcheck disable=SC2016
            fail bootloader 'Entries of the boot loader refer to $kernelopts, and neither /boot/grub2/grubenv nor grub.cfg has it. Make it with: grub2-mkconfig -o '"${el_cfg#"$root"}"
        fi
        state_put made.kernelopts ''
        el_shared_from=menu
    fi
    grub_words "$el_shared"
    if [ "$RET" = "$1" ] && [ "$el_shared_from" = grubenv ]; then return 0; fi
    el_strip "$el_shared"
    el_join "$RET" "$1"
    el_kernelopts_set "$RET"
}

el_shares_any() {
    while IFS= read -r el_line; do
        el_key "${el_line#*/}"
        if el_shares "$RET"; then return 0; fi
    done <<LIST
$el_list
LIST
    return 1
}

# el_kernelopts_set VALUE: an empty one takes the variable away.
el_kernelopts_set() {
    el_value=$1
    el_kernelopts
    if [ "$RET" = "$el_value" ]; then return 0; fi
    if [ -n "$el_value" ]; then set -- set "kernelopts=$el_value"; else set -- unset kernelopts; fi
    grub2-editenv "$el_grubenv" "$@" >>"$log" 2>&1 </dev/null ||
        fail bootloader "grub2-editenv could not set kernelopts in ${el_grubenv#"$root"}. More in ${log#"$root"}."
    changed=true
}

# el_entry_each COMMAND: el_file with the value of each line of options replaced by what COMMAND makes of it: it gets the
# value and the line's number among those, and leaves the new one in RET.
el_entry_each() {
    el_new='' el_number=0
    while IFS= read -r el_line; do
        el_key "$el_line"
        if [ "$el_word" = options ]; then
            el_number=$((el_number + 1))
            el_line_head=$el_head
            "$1" "$RET" $el_number
            el_line=$el_line_head$RET
        fi
        el_new=$el_new$el_line$NL
    done <<ENTRY
${el_text%"$NL"}
ENTRY
    case $el_text in
    *"$NL") ;;
    *) el_new=${el_new%"$NL"} ;;
    esac
    files_put "$el_file" "$el_new"
}

el_entry_put() { el_entry_each el_line_put; }

# GRUB reads the first line of options alone, so ours goes there, and crashkernel= from all.
el_line_put() {
    el_strip "$1"
    if [ "$2" = 1 ] && ! el_shares "$RET"; then el_join "$RET" "$el_arguments"; fi
}

# Every entry has what is wanted, and nothing else of an entry has changed.
el_entries_check() {
    el_kernelopts
    el_shared=$RET el_last=
    while IFS= read -r el_line; do
        if [ -z "$el_line" ]; then continue; fi
        el_id=${el_line%%/*}
        el_key "${el_line#*/}"
        el_rest=$RET
        if el_shares "$el_rest"; then el_rest="$el_shared $el_rest"; fi
        grub_words "$el_rest"
        el_want=$el_arguments
        if [ "$el_id" = "$el_last" ]; then el_want=; fi
        el_last=$el_id
        if [ "$RET" != "$el_want" ]; then
            fail bootloader-check "The entry $el_id of the boot loader has ${RET:-no crashkernel=} instead of ${el_want:-no crashkernel=}, although it was written. Look at it with: grubby --info=ALL"
        fi
    done <<LIST
$el_list
LIST
}

# shellcheck shell=sh
# 8 and later, Fedora, Amazon Linux 2023: one file per entry (Boot Loader Specification). They are written here and not
# by grubby, whose sed takes & and \ in an argument for signs of its own, whose shell expands * and [...], which joins
# options that stand on two lines and loses blanks within quotes, and which makes /etc/kernel/cmdline of the last entry.
# What is written is what grubby would have written otherwise: crashkernel= at the end of the line, and no other.
# Entries of 8 may share the variable kernelopts in grubenv.

# The entries: their lines, their number, one without options; and the arguments that they are to have.
el_list='' el_empty='' el_arguments='' el_count=0
# The entry in hand, and what el_entries_key has found in a line of it.
el_file='' el_id='' el_text='' el_word='' el_head='' el_line_head=

el_entry_dir=$root/boot/loader/entries
el_grubenv=$root/boot/grub2/grubenv

# el_entries_begin VALUE: after el_menu_find, before anything is changed; el_arguments are VALUE's.
el_entries_begin() {
    el_menu_clear
    el_entries_read
    el_entries_check_before
    el_memory_remember
    arguments_make "$1"
    el_arguments=$RET
}

# The files for future kernels; `bootloader` then does the entries that there are.
el_entries_put() {
    el_menu_find
    el_entries_begin "$1"
    el_future_cmdline_make "$el_arguments"
    el_future_put "$el_arguments"
}

el_entries_regenerate() {
    el_menu_find
    if [ -n "$1" ]; then
        el_entries_begin "$1"
        el_kernelopts_write "$el_arguments"
        el_entries_each el_entries_put_one
    fi
    el_entries_read
    if [ -n "$1" ] && [ -z "$would_looking" ]; then el_entries_check_after; fi
    RET=$el_count
    if [ "$el_menu" = menu ]; then grub_cfg_make grub2-mkconfig "$el_cfg" "$1"; fi
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
    el_entries_each el_entries_read_one
}

el_entries_read_one() {
    local el_entry_linux el_entry_lines el_line
    el_entry_linux='' el_entry_lines=
    while IFS= read -r el_line; do
        el_entries_key "$el_line"
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

# el_entries_key LINE: el_word is its key, RET its value, and el_head all that is before the value.
el_entries_key() {
    RET=${1#"${1%%[![:blank:]]*}"}
    el_word=${RET%%[[:blank:]]*}
    RET=${RET#"$el_word"}
    RET=${RET#"${RET%%[![:blank:]]*}"}
    el_head=${1%"$RET"}
}

el_entries_check_before() {
    if [ "$el_count" = 0 ] && [ "$el_menu" = entries ]; then
        fail bootloader "There is no entry of the boot loader in /boot/loader/entries, so none can be changed. Look" \
            "at it with: grubby --info=ALL"
    fi
    if [ -n "$el_empty" ]; then
        fail bootloader "The entry /boot/loader/entries/$el_empty.conf has no line with options, so where" \
            "crashkernel= belongs is not to be told. Give it one, or remove the entry."
    fi
}

# el_entries_lines COMMAND: el_file with the value of each line of options replaced by what COMMAND makes of it: it gets
# the value and the line's number among those, and leaves the new one in RET.
el_entries_lines() {
    local el_number el_line el_new
    el_new='' el_number=0
    while IFS= read -r el_line; do
        el_entries_key "$el_line"
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

el_entries_put_one() { el_entries_lines el_entries_put_line; }

# GRUB reads the first line of options alone, so ours goes there, and crashkernel= from all.
el_entries_put_line() {
    arguments_strip "$1"
    if [ "$2" = 1 ] && ! el_kernelopts_in "$RET"; then arguments_join "$RET" "$el_arguments"; fi
}

# Every entry has what is wanted, and nothing else of an entry has changed.
el_entries_check_after() {
    local el_shared el_last el_rest='' el_want='' el_id el_line
    el_kernelopts
    el_shared=$RET el_last=
    while IFS= read -r el_line; do
        if [ -z "$el_line" ]; then continue; fi
        el_id=${el_line%%/*}
        el_entries_key "${el_line#*/}"
        el_rest=$RET
        if el_kernelopts_in "$el_rest"; then el_rest="$el_shared $el_rest"; fi
        arguments_find "$el_rest"
        el_want=$el_arguments
        if [ "$el_id" = "$el_last" ]; then el_want=; fi
        el_last=$el_id
        if [ "$RET" != "$el_want" ]; then
            fail bootloader-check "The entry $el_id of the boot loader has ${RET:-no crashkernel=} instead of" \
                "${el_want:-no crashkernel=}, although it was written. Look at it with: grubby --info=ALL"
        fi
    done <<LIST
$el_list
LIST
}

# What they were before us (memory.sh).
el_entries_remember() { el_memory_remember; }
el_entries_mend() { el_memory_mend; }
el_entries_back() { el_memory_back; }

el_entries_remove() {
    el_memory_back
    el_future_remove
}

# The entry that grubenv names by its id, title or number, or the newest (blscfg of Red Hat's GRUB).
el_entries_next() {
    local el_wanted el_found el_list_next='' el_nth=0
    el_menu_find
    if [ "$el_menu" != entries ]; then
        next_boot_menu "$el_cfg" "$el_grubenv"
        return 0
    fi
    next_boot_saved "$el_grubenv" next_entry
    el_wanted=$RET
    if [ -z "$el_wanted" ]; then
        # What /etc/default/grub said when the menu was made, unless that is to take the saved one.
        el_wanted=$(sed -n '/next_entry/d; s/^[[:blank:]]*set default="\(.*\)"$/\1/p' "$el_cfg" 2>/dev/null |
            tail -n 1) || el_wanted=
        case $el_wanted in
        '' | *saved_entry*)
            next_boot_saved "$el_grubenv" saved_entry
            el_wanted=$RET
            ;;
        esac
    fi
    el_entries_each el_entries_next_name
    el_list_next=$(printf '%s' "$el_list_next" | sort -rV) || el_list_next=
    el_found=
    while IFS=/ read -r el_id el_text; do
        if [ -z "$el_id" ]; then continue; fi
        if [ -z "$el_found" ]; then el_found=$el_id; fi
        case $el_wanted in
        "$el_id" | "$el_text" | "$el_nth") el_found=$el_id && break ;;
        esac
        el_nth=$((el_nth + 1))
    done <<LIST
$el_list_next
LIST
    if [ -z "$el_found" ]; then return 0; fi
    files_read "$el_entry_dir/$el_found.conf"
    el_text=$RET
    el_entries_next_one
}

# el_entries_next_name: a line `ID/TITLE` more.
el_entries_next_name() {
    local el_title
    el_title=$(sed -n 's/^title[[:blank:]]*//p' "$el_file" | head -n 1) || el_title=
    el_list_next=$el_list_next$el_id/$el_title$NL
}

# el_entries_next_one: the first line of options of el_text counts.
el_entries_next_one() {
    local el_title='' el_kernel='' el_options='' el_line
    while IFS= read -r el_line; do
        el_entries_key "$el_line"
        case $el_word in
        title) el_title=$RET ;;
        linux) el_kernel=$RET ;;
        options) el_options=${el_options:-$RET} ;;
        esac
    done <<ENTRY
$el_text
ENTRY
    if el_kernelopts_in "$el_options"; then
        el_kernelopts
        el_options="$RET $el_options"
    fi
    next_boot_entry "$el_title" "$el_kernel" "$el_options"
}

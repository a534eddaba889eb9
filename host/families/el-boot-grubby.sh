# shellcheck shell=sh
# 8 and later, Fedora, Amazon Linux 2023: one file per entry (Boot Loader Specification), changed by grubby.
# grub2-mkconfig is never run: it leaves the entries alone or knows no --update-bls-cmdline, and on EFI it would
# write over the stub that points to the real grub.cfg. Entries of 8 may share the variable kernelopts in grubenv.

el_grubenv=$root/boot/grub2/grubenv

# The files for future kernels first; `bootloader` then does the entries that there are.
el_grubby_put() {
    el_grubby_kept
    size_arguments "$1"
    el_future_put "$RET"
}

# el_entries: el_list is a line `INDEX ID CRASHKERNEL...` for each entry, el_count their number.
el_entries() {
    el_list='' el_count=0 el_index='' el_id='' el_args=''
    el_info=$(grubby --info=ALL 2>>"$log" </dev/null) || fail bootloader "grubby --info=ALL failed. More in ${log#"$root"}."
    el_kernelopts
    el_shared=$RET
    while IFS= read -r el_line; do
        case $el_line in
        index=*)
            el_entry
            el_index=${el_line#*=} el_id='' el_args=''
            ;;
        kernel=*)
            el_id=${el_line#*=}
            el_id=${el_id#\"}
            el_id=${el_id%\"}
            ;;
        id=*)
            el_id=${el_line#*=}
            el_id=${el_id#\"}
            el_id=${el_id%\"}
            ;;
        args=*)
            el_args=${el_line#args=}
            el_args=${el_args#\"}
            el_args=${el_args%\"}
            ;;
        esac
    done <<INFO
$el_info
INFO
    el_entry
    if [ "$el_count" = 0 ]; then fail bootloader "grubby --info=ALL shows no entry of the boot loader, so none can be changed. Look in /boot/loader/entries."; fi
}

el_entry() {
    if [ -z "$el_index" ] || [ -z "$el_id" ]; then return 0; fi
    # shellcheck disable=SC2016
    case " $el_args " in
    *' $kernelopts '*) el_args="$el_shared $el_args" ;;
    esac
    grub_words "$el_args"
    el_list="$el_list$el_index $el_id${RET:+ $RET}$NL"
    el_count=$((el_count + 1))
}

# RET: the value of kernelopts, empty where entries do not share one.
el_kernelopts() {
    RET=
    if [ ! -f "$el_grubenv" ]; then return 0; fi
    RET=$(grub2-editenv "$el_grubenv" list 2>>"$log" | sed -n 's/^kernelopts=//p') || RET=
}

# el_remember: what each entry has before we change any, once. Entries that come later are not in the list.
el_remember() {
    if [ -f "$state/crashkernel-entries" ]; then return 0; fi
    el_kernelopts
    el_before=
    if [ -n "$RET" ]; then
        grub_words "$RET"
        el_before="kernelopts${RET:+ $RET}$NL"
    fi
    while read -r el_index el_rest; do
        if [ -n "$el_index" ]; then el_before="$el_before$el_rest$NL"; fi
    done <<LIST
$el_list
LIST
    state_put crashkernel-entries "$el_before"
}

# el_single ARGUMENTS: it is one argument, and no entry has more than one. Then grubby puts it in the place of the
# old one, and the order of the line stays as it was.
el_single() {
    case $1 in
    '' | *' '*) return 1 ;;
    esac
    while read -r _ _ el_single_words; do
        case $el_single_words in
        *' '*) return 1 ;;
        esac
    done <<LIST
$el_list
LIST
}

# el_grubby WHICH ARGUMENTS: exactly these crashkernel= arguments for WHICH entries. grubby writes the files for
# future kernels too, in its own way; those stay as they are.
el_grubby() {
    el_grubby_keep "$el_grub_file" grub
    el_grubby_keep "$el_cmdline_file" cmdline
    el_remove=--remove-args=crashkernel
    if el_single "$2"; then el_remove=; fi
    if ! el_said=$(grubby --update-kernel="$1" $el_remove ${2:+"--args=$2"} 2>&1 </dev/null); then
        printf '%s\n' "$el_said" >>"$log" || :
        el_grubby_kept
        fail bootloader "grubby failed: ${el_said##*"$NL"}"
    fi
    changed=true
    el_grubby_kept
    if [ "$1" = ALL ]; then el_grubby_kernelopts "$2"; fi
}

el_grubby_keep() {
    if [ -f "$1" ]; then
        files_read "$1"
        state_put "grubby.$2" "$RET"
    fi
}

# A run that was killed beside grubby is completed by the next one.
el_grubby_kept() {
    el_grubby_kept_one "$el_grub_file" grub
    el_grubby_kept_one "$el_cmdline_file" cmdline
}

el_grubby_kept_one() {
    if [ ! -f "$state/grubby.$2" ]; then return 0; fi
    files_read "$state/grubby.$2"
    files_put "$1" "$RET"
    state_forget "grubby.$2"
}

# The grubby of the first releases of 8 leaves kernelopts as it was.
el_grubby_kernelopts() {
    el_kernelopts
    el_shared=$RET
    if [ -z "$el_shared" ]; then return 0; fi
    grub_words "$el_shared"
    if [ "$RET" = "$1" ]; then return 0; fi
    el_text=$(printf '%s\n' "$el_shared" | sed -E 's/(^|[[:space:]]+)crashkernel=[^[:space:]]*//g')
    grub2-editenv "$el_grubenv" set "kernelopts=$el_text${1:+ $1}" >>"$log" 2>&1 ||
        fail bootloader "grub2-editenv could not set kernelopts in ${el_grubenv#"$root"}. More in ${log#"$root"}."
}

# el_differs ARGUMENTS: status 0 when an entry has others; el_odd is that entry.
el_differs() {
    while read -r el_index el_id el_rest; do
        if [ -n "$el_index" ] && [ "$el_rest" != "$1" ]; then
            el_odd=$el_id
            return 0
        fi
    done <<LIST
$el_list
LIST
    return 1
}

el_grubby_regenerate() {
    el_grubby_kept
    el_entries
    if [ -z "$1" ]; then
        RET=$el_count
        return 0
    fi
    size_arguments "$1"
    el_wanted=$RET
    el_remember
    if el_differs "$el_wanted"; then
        el_grubby ALL "$el_wanted"
        el_entries
    fi
    el_kernelopts
    grub_words "$RET"
    if [ -n "$RET" ] && [ "$RET" != "$el_wanted" ]; then el_grubby_kernelopts "$el_wanted"; fi
    if el_differs "$el_wanted"; then
        fail bootloader-check "The entry $el_odd of the boot loader has ${el_rest:-no crashkernel=} instead of $el_wanted, although grubby was told. Look at it with: grubby --info=ALL"
    fi
    RET=$el_count
}

# Each entry gets what it had. One that came later gets what /etc/default/grub would have given it.
el_grubby_remove() {
    el_grubby_kept
    if [ -f "$state/crashkernel-entries" ]; then el_grubby_back; fi
    el_future_remove
    state_forget crashkernel-entries
}

el_grubby_back() {
    el_original_words grub
    el_default=$RET
    el_entries
    el_back_list
    el_base=${el_wishes%%"$NL"*}
    el_base=${el_base#* }
    while read -r el_id el_rest; do
        if [ "$el_id" = kernelopts ]; then el_base=$el_rest; fi
    done <"$state/crashkernel-entries"
    if el_back_differs; then
        el_grubby ALL "$el_base"
        el_entries
        el_back_list
    fi
    while read -r el_index el_rest; do
        if [ -z "$el_index" ]; then continue; fi
        el_now=${el_rest%%|*}
        if [ "$el_now" != "${el_rest#*|}" ]; then el_grubby "$el_index" "${el_rest#*|}"; fi
    done <<LIST
$el_pairs
LIST
}

# el_pairs: a line `INDEX NOW|ORIGINAL` for each entry; el_wishes: `INDEX ORIGINAL`.
el_back_list() {
    el_pairs='' el_wishes=''
    while read -r el_index el_id el_rest; do
        if [ -z "$el_index" ]; then continue; fi
        el_wish=$el_default
        while read -r el_key el_was; do
            if [ "$el_key" = "$el_id" ]; then el_wish=$el_was; fi
        done <"$state/crashkernel-entries"
        el_pairs="$el_pairs$el_index $el_rest|$el_wish$NL"
        el_wishes="$el_wishes$el_index $el_wish$NL"
    done <<LIST
$el_list
LIST
}

el_back_differs() {
    while read -r el_index el_rest; do
        if [ -n "$el_index" ] && [ "${el_rest%%|*}" != "${el_rest#*|}" ]; then return 0; fi
    done <<LIST
$el_pairs
LIST
    return 1
}

# shellcheck shell=sh
# crashkernel= in the two files that tell what future kernels get: GRUB_CMDLINE_LINUX in /etc/default/grub,
# and /etc/kernel/cmdline where there is one. Only that word changes; undo gives each file back byte for byte,
# or, when somebody else changed it since, with the original word.

el_grub_file=$root/etc/default/grub
el_cmdline_file=$root/etc/kernel/cmdline

# el_grub_words TEXT: the same for a text of /etc/default/grub, as a shell reads it.
el_grub_words() {
    shell_value GRUB_CMDLINE_LINUX "$1"
    el_both=$RET
    shell_value GRUB_CMDLINE_LINUX_DEFAULT "$1"
    grub_words "$el_both $RET"
}

# el_grub_edit TEXT ARGUMENTS: RET is TEXT with exactly these crashkernel= arguments, in the last plain assignment of
# GRUB_CMDLINE_LINUX or else in a line of their own. They are looked for in GRUB_CMDLINE_LINUX_DEFAULT too, where Amazon's
# instructions for Amazon Linux 2 put them.
el_grub_edit() {
    el_text=$1
    el_grub_words "$el_text"
    if [ "$RET" != "$2" ]; then
        if [ -z "$2" ]; then el_grub_change; else el_grub_change -v mode=add -v name=GRUB_CMDLINE_LINUX -v add="$2"; fi
        if [ "$lines_status" = 3 ]; then el_text="${el_text}GRUB_CMDLINE_LINUX=\"\${GRUB_CMDLINE_LINUX-} $2\"$NL"; fi
    fi
    el_grub_words "$el_text"
    if [ "$RET" != "$2" ]; then
        fail default-grub "/etc/default/grub would have '${RET:-no crashkernel=}' instead of '$2'. Look there for crashkernel= outside of a value of GRUB_CMDLINE_LINUX=\"...\" and for quotes that are not closed."
    fi
    RET=$el_text
}

# el_grub_change ARGUMENT...: changes el_text as grub_lines does. A text without a final newline stays one, but where a line
# is added.
el_grub_change() {
    default_whole "$el_text"
    el_whole=$RET
    grub_lines "$el_whole" -v wide=1 "$@" || :
    case $lines_status:$el_text in
    3:* | *:*"$NL" | *:) el_text=$RET ;;
    *) el_text=${RET%"$NL"} ;;
    esac
}

# el_cmdline_edit TEXT ARGUMENTS
el_cmdline_edit() {
    grub_words "$1"
    if [ "$RET" = "$2" ]; then
        RET=$1
        return 0
    fi
    el_text=$(printf '%s\n' "$1" | sed -E 's/(^|[[:space:]]+)crashkernel=[^[:space:]]*//g')
    RET="${el_text# }${2:+ $2}$NL"
}

# el_future_put ARGUMENTS
el_future_put() {
    if [ -f "$el_grub_file" ]; then el_future_one "$el_grub_file" grub "$1"; fi
    if [ -f "$el_cmdline_file" ]; then el_future_one "$el_cmdline_file" cmdline "$1"; fi
}

# el_future_one FILE NAME ARGUMENTS. What somebody else changed since we wrote the file is theirs, and so part
# of what undo gives back.
el_future_one() {
    files_read "$1"
    el_now=$RET
    if [ -f "$state/original.$2" ] && [ -f "$state/written.$2" ] && ! printf '%s' "$el_now" | cmp -s - "$state/written.$2"; then
        el_original_words "$2"
        "el_$2_edit" "$el_now" "$RET"
        state_put "original.$2" "$RET"
    fi
    "el_$2_edit" "$el_now" "$3"
    el_new=$RET
    original_keep "$1"
    state_put "written.$2" "$el_new"
    files_put "$1" "$el_new"
}

# el_original_words NAME: RET is the arguments that the file had before us, empty when it is not known.
el_original_words() {
    RET=
    if [ ! -f "$state/original.$1" ]; then return 0; fi
    files_read "$state/original.$1"
    case $1 in
    grub) el_grub_words "$RET" ;;
    *) grub_words "$RET" ;;
    esac
}

el_future_remove() {
    el_future_back "$el_grub_file" grub
    el_future_back "$el_cmdline_file" cmdline
}

# el_future_back FILE NAME
el_future_back() {
    if [ ! -f "$state/original.$2" ]; then return 0; fi
    if [ -f "$1" ]; then
        files_read "$1"
        el_now=$RET
        if [ -f "$state/written.$2" ] && printf '%s' "$el_now" | cmp -s - "$state/written.$2"; then
            files_read "$state/original.$2"
        else
            el_original_words "$2"
            "el_$2_edit" "$el_now" "$RET"
        fi
        files_put "$1" "$RET"
    fi
    # In this order: without an original there would be nothing left to do for a run that finds the other.
    state_forget "written.$2" "original.$2"
}

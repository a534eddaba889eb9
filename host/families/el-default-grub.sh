# shellcheck shell=sh
# crashkernel= in the two files that tell what future kernels get: GRUB_CMDLINE_LINUX in /etc/default/grub,
# and /etc/kernel/cmdline where there is one. Only that word changes; undo gives each file back byte for byte,
# or, when somebody else changed it since, with the original word.

el_grub_file=$root/etc/default/grub
el_cmdline_file=$root/etc/kernel/cmdline

# The lines that count. Amazon's own instructions for Amazon Linux 2 put crashkernel= into the second one.
el_grub_lines='^[[:space:]]*(export[[:space:]]+)?GRUB_CMDLINE_LINUX(_DEFAULT)?[+]?='

# el_grub_words TEXT: the same for a text of /etc/default/grub, as a shell reads it.
el_grub_words() {
    shell_value GRUB_CMDLINE_LINUX "$1"
    el_both=$RET
    shell_value GRUB_CMDLINE_LINUX_DEFAULT "$1"
    grub_words "$el_both $RET"
}

# el_grub_edit TEXT ARGUMENTS: RET is TEXT with exactly these crashkernel= arguments.
el_grub_edit() {
    el_text=$1
    el_grub_words "$el_text"
    if [ "$RET" != "$2" ]; then
        el_text=$(printf '%sx' "$el_text" | sed -E "/$el_grub_lines/{
            s/[[:space:]]+crashkernel=[^[:space:]\"']*//g
            s/([\"'=])crashkernel=[^[:space:]\"']*[[:space:]]*/\\1/g
        }")
        el_text=${el_text%x}
        if [ -n "$2" ]; then el_grub_add "$2"; fi
    fi
    el_grub_words "$el_text"
    if [ "$RET" != "$2" ]; then
        fail default-grub "/etc/default/grub would have '${RET:-no crashkernel=}' instead of '$2'. Look there for crashkernel= outside of GRUB_CMDLINE_LINUX=\"...\" and for quotes that are not closed."
    fi
    RET=$el_text
}

# el_grub_add ARGUMENTS: to the last plain assignment in el_text, or else in a line of its own.
el_grub_add() {
    el_number=$(printf '%s\n' "$el_text" | grep -nE "^GRUB_CMDLINE_LINUX=(\"[^\"\\]*\"|'[^']*')([[:space:]]+#.*|[[:space:]]*)\$" | tail -n 1) || :
    el_number=${el_number%%:*}
    if [ -z "$el_number" ]; then
        case $el_text in
        '' | *"$NL") ;;
        *) el_text=$el_text$NL ;;
        esac
        el_text="${el_text}GRUB_CMDLINE_LINUX=\"\${GRUB_CMDLINE_LINUX-} $1\"$NL"
        return 0
    fi
    el_text=$(printf '%sx' "$el_text" | sed -E "${el_number}{
        s/^(GRUB_CMDLINE_LINUX=)([\"'])([^\"']*)/\\1\\2\\3 $1/
        s/^(GRUB_CMDLINE_LINUX=[\"']) /\\1/
    }")
    el_text=${el_text%x}
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
        if cmp -s "$1" "$state/written.$2"; then
            files_copy "$1" "$state/original.$2"
        else
            el_original_words "$2"
            "el_$2_edit" "$el_now" "$RET"
            files_put "$1" "$RET"
        fi
    fi
    # In this order: without an original there would be nothing left to do for a run that finds the other.
    state_forget "written.$2" "original.$2"
}

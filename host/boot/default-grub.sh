# shellcheck shell=sh
# crashkernel= in the assignments of /etc/default/grub, where a family has no drop-in of its own: every
# crashkernel= of the two command lines goes, ours comes to the end of one, and the rest of the file stays
# byte for byte. The distribution's own tools edit the same line, and so see what was put there.
default_grub=$root/etc/default/grub

# default_grub_put NAME ARGUMENTS: the last NAME= line ends with ARGUMENTS.
default_grub_put() {
    if [ ! -f "$default_grub" ]; then
        fail default-grub "There is no /etc/default/grub, from which the boot loader's configuration is made." \
            "Reinstall GRUB's package, or write the file."
    fi
    default_grub_keep
    files_read "$default_grub"
    default_grub_whole "$RET"
    if grub_lines "$RET" -v mode=add -v name="$1" -v add="$2" -v strict=1; then
        :
    else
        case $lines_status in
        3) RET="$RET$1=\"$2\"$NL" ;;
        4)
            fail default-grub "The line '$RET' of /etc/default/grub is not one value in quotes, and cannot be changed" \
                "safely. Write it as ${RET%%=*}=\"...\" and run this again."
            ;;
        *) fail default-grub "/etc/default/grub could not be read by awk." ;;
        esac
    fi
    default_text=$RET
    default_grub_check "$default_text" "$2"
    if [ -n "$default_ours" ]; then state_put written.grub "$default_text"; else state_forget written.grub; fi
    files_put "$default_grub" "$default_text"
}

# default_grub_whole TEXT: RET is TEXT with a newline at its end.
default_grub_whole() {
    case $1 in
    '' | *"$NL") RET=$1 ;;
    *) RET=$1$NL ;;
    esac
}

# default_grub_keep: the original, once. default_ours is set as long as nobody but us has changed the file since.
default_grub_keep() {
    default_ours=
    originals_keep "$default_grub"
    if cmp -s "$default_grub" "$state/original.grub" || cmp -s "$default_grub" "$state/written.grub"; then
        default_ours=1
    fi
}

# default_grub_words TEXT: RET is the crashkernel= arguments that a shell finds in the two command lines of TEXT.
default_grub_words() {
    local default_found
    shell_value GRUB_CMDLINE_LINUX "$1"
    default_found=$RET
    shell_value GRUB_CMDLINE_LINUX_DEFAULT "$1"
    arguments_find "$default_found $RET"
}

# default_grub_check TEXT ARGUMENTS: these and no other are in TEXT, whatever else it says.
default_grub_check() {
    default_grub_words "$1"
    if [ "$RET" != "$2" ]; then
        fail default-grub "/etc/default/grub would say ${RET:-no crashkernel=} instead of ${2:-none}. Look there for" \
            "crashkernel= outside of a plain NAME=\"...\" line, and for quotes that are not closed."
    fi
}

# default_grub_edit TEXT NAME ARGUMENTS: RET is TEXT with exactly these, in the last plain assignment of NAME or else in
# a line of their own; without any where ARGUMENTS is empty.
default_grub_edit() {
    local default_new="$1"
    default_grub_words "$default_new"
    if [ "$RET" != "$3" ]; then
        if [ -z "$3" ]; then
            default_grub_change "$default_new"
        else
            default_grub_change "$default_new" -v mode=add -v name="$2" -v add="$3"
        fi
        default_new=$RET
        if [ "$lines_status" = 3 ]; then default_new="$default_new$2=\"\${$2-} $3\"$NL"; fi
    fi
    default_grub_check "$default_new" "$3"
    RET=$default_new
}

# default_grub_change TEXT ARGUMENT...: RET is TEXT as grub_lines changes it. A text without a final newline stays one,
# but where a line is added.
default_grub_change() {
    local default_was="$1"
    shift
    default_grub_whole "$default_was"
    grub_lines "$RET" -v wide=1 "$@" || [ "$lines_status" = 3 ] ||
        fail default-grub "/etc/default/grub could not be read by awk."
    case $lines_status:$default_was in
    3:* | *:*"$NL" | *:) ;;
    *) RET=${RET%"$NL"} ;;
    esac
}

# What nobody has changed since is given back byte for byte; else what reads like the original but for crashkernel=
# becomes the original's line again, and from a line that the administrator changed since, crashkernel= goes.
default_grub_remove() {
    if [ ! -f "$state/original.grub" ]; then return 0; fi
    if [ ! -f "$default_grub" ]; then
        state_forget written.grub original.grub
        return 0
    fi
    if cmp -s "$default_grub" "$state/written.grub"; then
        files_copy "$default_grub" "$state/original.grub"
        state_forget written.grub original.grub
        return 0
    fi
    files_read "$state/original.grub"
    default_was=$RET
    files_read "$default_grub"
    default_grub_whole "$RET"
    grub_lines "$RET" -v mode=undo || fail default-grub "/etc/default/grub could not be read by awk."
    if [ "$RET" = "$default_was$NL" ]; then RET=$default_was; fi
    files_put "$default_grub" "$RET"
    state_forget written.grub original.grub
}

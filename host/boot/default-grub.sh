# shellcheck shell=sh
# crashkernel= in the assignments of /etc/default/grub, where a family has no drop-in of its own: every
# crashkernel= of the two command lines goes, ours comes to the end of one, and the rest of the file stays
# byte for byte. The distribution's own tools edit the same line, and so see what was put there.
grub_default=$root/etc/default/grub

# default_grub_put NAME ARGUMENTS: the last NAME= line ends with ARGUMENTS.
default_grub_put() {
    if [ ! -f "$grub_default" ]; then fail default-grub "There is no /etc/default/grub, from which the boot loader's configuration is made. Reinstall GRUB's package, or write the file."; fi
    default_grub_keep
    files_read "$grub_default"
    default_grub_whole "$RET"
    if grub_lines "$RET" -v mode=add -v name="$1" -v add="$2" -v strict=1; then
        :
    else
        case $lines_status in
        3) RET="$RET$1=\"$2\"$NL" ;;
        4) fail default-grub "The line '$RET' of /etc/default/grub is not one value in quotes, and cannot be changed safely. Write it as ${RET%%=*}=\"...\" and run this again." ;;
        *) fail default-grub "/etc/default/grub could not be read by awk." ;;
        esac
    fi
    default_text=$RET
    default_grub_check "$default_text" "$2"
    if [ -n "$default_ours" ]; then state_put written.grub "$default_text"; else state_forget written.grub; fi
    files_put "$grub_default" "$default_text"
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
    originals_keep "$grub_default"
    if cmp -s "$grub_default" "$state/original.grub" || cmp -s "$grub_default" "$state/written.grub"; then default_ours=1; fi
}

# default_grub_check TEXT ARGUMENTS: a shell finds these and no other crashkernel= in TEXT, whatever else it says.
default_grub_check() {
    shell_value GRUB_CMDLINE_LINUX "$1"
    default_found=$RET
    shell_value GRUB_CMDLINE_LINUX_DEFAULT "$1"
    arguments_find "$default_found $RET"
    if [ "$RET" != "$2" ]; then
        fail default-grub "/etc/default/grub would say${grub_found:- no crashkernel=} instead of $2. Look there for crashkernel= outside of a plain NAME=\"...\" line, and for quotes that are not closed."
    fi
}

# What nobody has changed since is given back byte for byte; else what reads like the original but for crashkernel= becomes the
# original's line again, and from a line that the administrator changed since, crashkernel= goes.
default_grub_remove() {
    if [ ! -f "$state/original.grub" ]; then return 0; fi
    if [ ! -f "$grub_default" ]; then
        state_forget written.grub original.grub
        return 0
    fi
    if cmp -s "$grub_default" "$state/written.grub"; then
        files_copy "$grub_default" "$state/original.grub"
        state_forget written.grub original.grub
        return 0
    fi
    files_read "$state/original.grub"
    default_was=$RET
    files_read "$grub_default"
    default_grub_whole "$RET"
    grub_lines "$RET" -v mode=undo || fail default-grub "/etc/default/grub could not be read by awk."
    if [ "$RET" = "$default_was$NL" ]; then RET=$default_was; fi
    files_put "$grub_default" "$RET"
    state_forget written.grub original.grub
}

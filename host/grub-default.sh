# shellcheck shell=sh
# crashkernel= in the assignments of /etc/default/grub, where a family has no drop-in of its own: every
# crashkernel= of the two command lines goes, ours comes to the end of one, and the rest of the file stays
# byte for byte. The distribution's own tools edit the same line, and so see what was put there.
grub_default=$root/etc/default/grub

# grub_default_put NAME ARGUMENTS: the last NAME= line ends with ARGUMENTS.
grub_default_put() {
    if [ ! -f "$grub_default" ]; then fail grub-default "There is no /etc/default/grub, from which the boot loader's configuration is made. Reinstall GRUB's package, or write the file."; fi
    default_keep
    files_read "$grub_default"
    default_name=$1 default_add=$2 default_last=0 default_number=0 default_text=
    default_count "$RET"
    case $RET in
    '' | *"$NL") default_original=$RET ;;
    *) default_original=$RET$NL ;;
    esac
    default_number=0
    while IFS= read -r default_line; do
        default_number=$((default_number + 1))
        default_split "$default_line"
        if [ -n "$default_key" ]; then
            default_strip
            if [ "$default_number" = "$default_last" ]; then default_inside="$default_inside${default_inside:+ }$default_add"; fi
            default_join "$default_line"
        fi
        default_text=$default_text$default_line$NL
    done <<DEFAULT
${default_original%"$NL"}
DEFAULT
    if [ "$default_last" = 0 ]; then default_text="$default_text$default_name=\"$default_add\"$NL"; fi
    default_check "$default_text" "$2"
    if [ -n "$default_ours" ]; then state_put written.grub "$default_text"; else state_forget written.grub; fi
    files_put "$grub_default" "$default_text"
}

# default_keep: the original, once. default_ours is set as long as nobody but us has changed the file since.
default_keep() {
    default_ours=
    original_keep "$grub_default"
    if cmp -s "$grub_default" "$state/original.grub" || cmp -s "$grub_default" "$state/written.grub"; then default_ours=1; fi
}

# default_check TEXT ARGUMENTS: a shell finds these and no other crashkernel= in TEXT, whatever else it says.
default_check() {
    shell_value GRUB_CMDLINE_LINUX "$1"
    default_found=$RET
    shell_value GRUB_CMDLINE_LINUX_DEFAULT "$1"
    grub_words "$default_found $RET"
    if [ "$RET" != "$2" ]; then
        fail grub-default "/etc/default/grub would say${grub_found:- no crashkernel=} instead of $2. Look there for crashkernel= outside of a plain NAME=\"...\" line, and for quotes that are not closed."
    fi
}

# default_count TEXT: default_last is the number of the last line of TEXT that sets default_name.
default_count() {
    while IFS= read -r default_line; do
        default_number=$((default_number + 1))
        case $default_line in
        "$default_name="*) default_last=$default_number ;;
        esac
    done <<DEFAULT
$1
DEFAULT
}

# default_split LINE: default_key, default_quote and default_inside, if LINE sets a command line that could hold
# crashkernel=; otherwise default_key is empty.
default_split() {
    default_key='' default_quote='"'
    case $1 in
    GRUB_CMDLINE_LINUX=* | GRUB_CMDLINE_LINUX_DEFAULT=*) default_key=${1%%=*} ;;
    *) return 0 ;;
    esac
    default_inside=${1#*=}
    case $default_inside in
    \"*\") ;;
    \'*\') default_quote="'" ;;
    *[\ \"\'\\\$\`\;\#]*)
        fail grub-default "The line '$1' of /etc/default/grub is not one value in quotes, and cannot be changed safely. Write it as $default_key=\"...\" and run this again."
        ;;
    *) return 0 ;;
    esac
    default_inside=${default_inside#?}
    default_inside=${default_inside%?}
}

# Takes every crashkernel= out of default_inside, each with the blank before it.
default_strip() {
    default_rest=$default_inside default_inside=
    while :; do
        case " $default_rest" in
        *' crashkernel='*) ;;
        *) break ;;
        esac
        case $default_rest in
        crashkernel=*) default_before= ;;
        *) default_before=${default_rest%%" crashkernel="*} ;;
        esac
        default_inside=$default_inside$default_before
        default_rest=${default_rest#"$default_before"}
        default_rest=${default_rest# }
        case $default_rest in
        *' '*) default_rest=" ${default_rest#* }" ;;
        *) default_rest= ;;
        esac
    done
    default_inside=$default_inside$default_rest
}

# default_join LINE: default_line is LINE with the new inside. A value without quotes stays one if it can.
default_join() {
    case ${1#*=}:$default_inside in
    [\"\']*) default_line=$default_key=$default_quote$default_inside$default_quote ;;
    *:*' '*) default_line=$default_key=\"$default_inside\" ;;
    *) default_line=$default_key=$default_inside ;;
    esac
}

# What nobody has changed since is given back byte for byte; else line by line: what reads like the original but for crashkernel= becomes the original's line again; from a
# line that the administrator changed since, crashkernel= goes.
grub_default_remove() {
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
    default_text=
    while IFS= read -r default_line; do
        default_split "$default_line"
        if [ -n "$default_key" ]; then
            default_now=$default_line
            default_strip
            default_find "$default_key" "$default_inside"
            if [ -n "$RET" ]; then
                default_line=$RET
            else
                default_split "$default_now"
                default_strip
                default_join "$default_now"
            fi
            case $NL$default_was:$default_line in
            *"$NL$default_key="*) ;;
            *":$default_key=\"\"") if [ "$default_now" != "$default_line" ]; then continue; fi ;;
            esac
        fi
        default_text=$default_text$default_line$NL
    done <<DEFAULT
${RET%"$NL"}
DEFAULT
    if [ "$default_text" = "$default_was$NL" ]; then default_text=$default_was; fi
    files_put "$grub_default" "$default_text"
    state_forget written.grub original.grub
}

# default_find KEY INSIDE: RET is the original's line that sets KEY and has INSIDE but for crashkernel=.
default_find() {
    default_wanted=$1=$2 RET=
    while IFS= read -r default_old; do
        default_split "$default_old"
        if [ -z "$default_key" ]; then continue; fi
        default_strip
        if [ "$default_key=$default_inside" = "$default_wanted" ]; then RET=$default_old; fi
    done <<DEFAULT
$default_was
DEFAULT
    default_key=${default_wanted%%=*}
}

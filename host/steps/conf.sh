# shellcheck shell=sh
# Each argument is one line of kdump.conf. The family writes them in its own words, as a marked block at
# the end of its file; the rest of that file stays byte for byte.
conf_begin='# BEGIN pulumi-kdump (kdump-host conf writes this part; settings below win)'
conf_end='# END pulumi-kdump'

step_conf() {
    conf_parse "$@"
    family conf_file
    conf_file=$RET
    conf_ours_out
    family conf_block "$conf_theirs"
    conf_text=$conf_theirs
    case $conf_text in
    '' | *"$NL") ;;
    *) conf_text=$conf_text$NL ;;
    esac
    conf_text=$conf_text$conf_begin$NL$RET$conf_end$NL
    family conf_check "$conf_text" ||
        fail conf-file "${conf_file#"$root"} is not a file that a shell can read to its end, so the settings would not count. Mend it (sh -n shows the line) and run this again."
    original_keep "$conf_file"
    conf_replace "$conf_text"
    policy_apply "$conf_sysctls"
    # Before the tools themselves make it at the next boot, readable by everybody.
    dump_dir_make
    json_add path "$dump_path"
    json_answer
}

# The capture kernel that is loaded now was loaded with the old settings; `service` loads it anew if it
# still runs under the same boot_id.
conf_replace() {
    if [ -f "$conf_file" ] && printf '%s' "$1" | cmp -s - "$conf_file"; then return 0; fi
    state_put conf-changed "$host_boot$NL"
    files_put "$conf_file" "$1"
}

# conf_theirs is the file without our block.
conf_ours_out() {
    conf_theirs='' conf_found=
    if [ ! -f "$conf_file" ]; then return 0; fi
    files_read "$conf_file"
    case $RET in
    *"$conf_begin$NL"*"$NL$conf_end$NL"*)
        conf_theirs=${RET%%"$conf_begin$NL"*}${RET#*"$NL$conf_end$NL"}
        conf_found=1
        ;;
    *"# BEGIN pulumi-kdump"* | *"$conf_end"*)
        fail conf-file "The lines between '# BEGIN pulumi-kdump' and '$conf_end' in ${conf_file#"$root"} are not whole any more. Delete them, both marks too, and run this again."
        ;;
    *) conf_theirs=$RET ;;
    esac
}

conf_parse() {
    conf_path='' conf_collector='' conf_keep='' conf_compression='' conf_append='' conf_sysctls=''
    for conf_line; do
        conf_value=${conf_line#* }
        case $conf_line in
        *[[:cntrl:]]*) conf_wrong "it holds a line break or another control character" ;;
        *[\'\"\\\$\`]*) conf_wrong "quotes, backslashes, \$ and backquotes cannot be passed on unchanged" ;;
        'path '*) conf_parse_path ;;
        'core_collector makedumpfile' | 'core_collector makedumpfile '*)
            conf_words "$conf_value"
            conf_collector=${conf_value#makedumpfile}
            conf_collector=${conf_collector# }
            conf_collector=${conf_collector:--F}
            ;;
        'core_collector '*) conf_wrong "the core collector has to be makedumpfile" ;;
        'keep '*)
            case $conf_value in
            *[!0-9]* | '' | ??????*) conf_wrong "keep wants a number, 0 for all" ;;
            esac
            conf_keep=$conf_value
            ;;
        'compression gzip' | 'compression bzip2' | 'compression lz4' | 'compression xz')
            command -v "$conf_value" >/dev/null || conf_wrong "the program $conf_value is not installed, and the dump would silently stay uncompressed"
            conf_compression=$conf_value
            ;;
        'compression '*) conf_wrong "compression wants gzip, bzip2, lz4 or xz" ;;
        'commandline_append '*) conf_append=$conf_value ;;
        'sysctl '*) conf_parse_sysctl ;;
        *) conf_wrong "a line is one of: path DIR, core_collector makedumpfile ARGS, keep N, compression NAME, commandline_append ARGS, sysctl NAME=VALUE" ;;
        esac
    done
}

conf_wrong() {
    fail conf-line "The line '$conf_line' cannot be used: $1."
}

# The dump tools expand these words without quotes, so nothing may mean anything to a shell.
conf_words() {
    case $1 in
    *[!A-Za-z0-9\ /.,:_=+@%-]*) conf_wrong "only letters, digits, blanks and / . , : _ = + @ % - are allowed" ;;
    esac
}

conf_parse_path() {
    conf_path=${conf_value%/}
    case $conf_path in
    *\ *) conf_wrong "a path must not hold blanks" ;;
    '' | [!/]*) conf_wrong "a path starts with / and names a directory" ;;
    */../* | */.. | */./* | */. | *//*) conf_wrong "a path must not hold . or .. or //" ;;
    esac
    conf_words "$conf_path"
    conf_there=$conf_path
    while [ -n "$conf_there" ]; do
        if [ -e "$root$conf_there" ] && [ ! -d "$root$conf_there" ]; then conf_wrong "$conf_there is there, and is not a directory"; fi
        conf_there=${conf_there%/*}
    done
}

conf_parse_sysctl() {
    conf_name=${conf_value%%=*}
    case $conf_value in
    *=) conf_wrong "sysctl wants NAME=NUMBER" ;;
    [!a-z]* | *[!a-z0-9_.=-]* | *=*[!0-9-]* | *..*) conf_wrong "sysctl wants NAME=NUMBER" ;;
    *.*=*) ;;
    *) conf_wrong "sysctl wants NAME=NUMBER" ;;
    esac
    policy_file "$conf_name"
    if [ ! -f "$RET" ]; then conf_wrong "this kernel has no sysctl $conf_name"; fi
    conf_sysctls=$conf_sysctls$conf_value$NL
}

# Byte for byte the original, if only we changed the file; else the administrator's part as it is now.
undo_conf() {
    family conf_file
    conf_file=$RET
    conf_ours_out
    conf_original=$state/original.${conf_file##*/}
    if [ -f "$conf_original" ]; then
        files_read "$conf_original"
        if [ "$conf_theirs" = "$RET$NL" ]; then conf_theirs=$RET; fi
    fi
    if [ -n "$conf_found" ]; then
        # Without an original the whole file was ours.
        if [ -f "$conf_original" ] || [ -n "$conf_theirs" ]; then conf_replace "$conf_theirs"; else files_remove "$conf_file"; fi
    fi
    policy_apply ''
    state_forget "original.${conf_file##*/}"
    if [ "$changed" = true ]; then service_reload_if_active; fi
    state_forget conf-changed
}

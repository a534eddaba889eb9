# shellcheck shell=sh
# Each argument is one line of kdump.conf (conf-lines.sh reads them). The family writes them in its own words,
# as a marked block at the end of its file or files; the rest of these stays byte for byte.
conf_begin='# BEGIN pulumi-kdump (kdump-host conf writes this part; settings below win)'

# In front of a line of the administrator's that one of ours takes the place of, where the family's file
# allows no second one.
conf_hidden='#pulumi-kdump: '

step_conf() {
    conf_parse "$@"
    if [ -n "$conf_path" ] && [ -z "$conf_target" ]; then dump_dir_owned "$conf_path"; fi
    family conf_file
    for conf_file in $RET; do conf_write; done
    policy_apply "$conf_sysctls"
    # Before the tools themselves make it at the next boot, readable by everybody.
    dump_dir_make
    if [ "$conf_target" = nfs ]; then nfs_prove; fi
    family dumps_private
    keep_apply "${conf_keep:-0}"
    json_add path "$dump_path"
    json_answer
}

conf_write() {
    conf_ours_out
    family conf_block "$conf_theirs"
    conf_ours=$RET conf_text=$conf_theirs
    if [ -z "$conf_ours" ] && [ -z "$conf_found" ]; then return 0; fi
    if [ -n "$conf_ours" ]; then
        block_join "$conf_text" "$conf_begin" "$conf_ours"
        conf_text=$RET
    fi
    family conf_check "$conf_text" ||
        fail conf-file "${conf_file#"$root"} is not a file that a shell can read to its end, so the settings would not count. Mend it (sh -n shows the line) and run this again."
    original_keep "$conf_file"
    conf_replace "$conf_text"
}

# conf_hide WORD...: makes comments of the lines in conf_theirs that begin with one of the words.
conf_hide() {
    conf_words=$(printf '%s|' "$@")
    conf_theirs=$(printf '%sx' "$conf_theirs" | sed -E "s/^([[:space:]]*(${conf_words%|})([[:space:]].*)?)\$/$conf_hidden\1/")
    conf_theirs=${conf_theirs%x}
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
    block_read "$conf_file" "$conf_begin"
    conf_theirs=$block_theirs conf_found=$block_found
    case $conf_theirs in
    *"$conf_hidden"*)
        conf_theirs=$(printf '%sx' "$conf_theirs" | sed "s/^$conf_hidden//")
        conf_theirs=${conf_theirs%x}
        ;;
    esac
}

# Byte for byte the original, if only we changed the file; else the administrator's part as it is now.
undo_conf() {
    family conf_file
    conf_files=$RET
    for conf_file in $conf_files; do conf_back; done
    policy_apply ''
    family dumps_private_back
    keep_apply 0
    if [ "$changed" = true ]; then service_reload_if_active; fi
    state_forget conf-changed
}

conf_back() {
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
    state_forget "original.${conf_file##*/}"
}

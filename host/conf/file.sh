# shellcheck shell=sh
# A family's own file of settings: our part of it is a block at its end (conf/block.sh), and a line of the
# administrator's that one of ours takes the place of becomes a comment.

# The file in hand; what is theirs in it, as text and as a file; what sed hides of that; our lines; whether they are
# there.
conf_file='' conf_theirs='' conf_rest='' conf_hides='' conf_ours='' conf_found=

# Each argument is one line of kdump.conf (conf/parse.sh reads them). The family writes them in its own words,
# as a marked block at the end of its file or files; the rest of these stays byte for byte.
conf_begin='# BEGIN pulumi-kdump (kdump-host conf writes this part; settings below win)'

# In front of a line of the administrator's that one of ours takes the place of, where the family's file
# allows no second one.
conf_hidden='#pulumi-kdump: '

# conf_file_compose: conf_ours is our lines for $conf_file, or a failure says why there can be none.
conf_file_compose() {
    local conf_text
    conf_file_read
    family conf_block "$conf_theirs"
    conf_ours=$RET conf_text=$conf_theirs
    if [ -z "$conf_ours" ] && [ -z "$conf_found" ]; then return 0; fi
    if [ -n "$conf_ours" ]; then
        case $conf_text in
        '' | *"$NL") ;;
        *) conf_text=$conf_text$NL ;;
        esac
        conf_text=$conf_text$conf_begin$NL$conf_ours$block_end$NL
    fi
    family conf_check "$conf_text" ||
        fail conf-file "${conf_file#"$root"} is not a file that a shell can read to its end, so the settings would" \
            "not count. Mend it (sh -n shows the line) and run this again."
}

conf_file_write() {
    conf_file_compose
    if [ -n "$conf_ours" ] || [ -n "$conf_found" ]; then conf_file_replace; fi
}

# conf_file_hide WORD...: makes comments of the lines in conf_theirs that begin with one of the words, and of those in
# the file when that is written.
conf_file_hide() {
    local conf_words
    conf_words=$(printf '%s|' "$@")
    conf_words="s/^([[:space:]]*(${conf_words%|})([[:space:]#].*)?)\$/$conf_hidden\\1/"
    conf_theirs=$(printf '%sx' "$conf_theirs" | sed -E "$conf_words")
    conf_theirs=${conf_theirs%x}
    conf_hides=$conf_hides$conf_words$NL
}

# conf_file_replace: the file says what is theirs, and conf_ours. The capture kernel that is loaded now was loaded with
# the old settings; `service` loads it anew if it still runs under the same boot_id.
conf_file_replace() {
    conf_file_print
    # That it changes is known before it does, for a run that is killed in between.
    block_break=
    if [ -n "$conf_ours" ] && block_unbroken "$conf_rest"; then block_break=$NL; fi
    if [ -f "$conf_file" ]; then
        if [ -n "$conf_ours" ]; then set -- block_join "$conf_rest" "$conf_ours"; else set -- cat "$conf_rest"; fi
        if "$@" | cmp -s - "$conf_file"; then return 0; fi
    fi
    state_put conf-changed "$host_boot$NL"
    if [ -n "$conf_ours" ]; then block_in "$conf_rest" "$conf_ours" 644; else block_out "$conf_rest"; fi
}

# conf_file_print: conf_rest is a file that holds what is theirs, with the lines that we hide as comments, and those
# that we hid before as they were.
conf_file_print() {
    local conf_status
    conf_rest=$block_rest
    conf_status=0
    grep -a -q "^$conf_hidden" "$block_rest" || conf_status=$?
    case $conf_status:$conf_hides in
    1:) return 0 ;;
    [01]:*) ;;
    *) fail read "${conf_file#"$root"} cannot be read." ;;
    esac
    block_part print sed -E "s/^$conf_hidden//$NL$conf_hides" "$block_rest"
    conf_rest=$RET
}

# conf_file_read: conf_theirs is the text of what is theirs, for who wants to read it.
conf_file_read() {
    conf_hides=
    block_find "$conf_file" "$conf_begin"
    conf_found=$block_found
    conf_file_print
    conf_theirs=
    if [ -s "$conf_rest" ]; then
        conf_theirs=$(tr -d '\000' <"$conf_rest" && printf x) || fail read "$conf_file cannot be read."
        conf_theirs=${conf_theirs%x}
    fi
}

conf_file_back() {
    conf_file_read
    conf_ours=
    if [ -n "$conf_found" ]; then conf_file_replace; else block_away; fi
}

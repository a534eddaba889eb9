# shellcheck shell=sh

# Where dumps went before.
conf_dir_before=

step_conf() {
    conf_apply "$@"
    json_add path "$dump_path"
    json_answer
}

# conf_apply LINE...: a look at it ends where the rest depends on files that are not as they would be.
conf_apply() {
    local conf_files conf_noted
    conf_parse "$@"
    if [ -n "$conf_path" ] && [ -z "$conf_target" ]; then directory_owned "$conf_path"; fi
    family conf_file
    conf_files=$RET
    # None is written before all can be.
    for conf_file in $conf_files; do conf_file_compose; done
    conf_dir_free
    # For a look that is not told the lines.
    state_make_file conf conf_lines "$@"
    for conf_file in $conf_files; do conf_file_write; done
    block_parts_away
    conf_noted=$would_noted
    policy_apply "$conf_sysctls"
    family dumps_private
    if [ -n "$conf_noted" ]; then return 0; fi
    conf_dir_other
    # Before the tools themselves make it at the next boot, readable by everybody.
    directory_make
    if [ "$conf_target" = nfs ] && [ -z "$would_looking" ]; then place_nfs_prove "$conf_place" "$conf_path"; fi
    family ssh_ready
    retention_apply "${conf_keep:-0}"
}

# conf_lines LINE...: by one command, so that its status tells of each.
conf_lines() {
    if [ $# -gt 0 ]; then printf '%s\n' "$@"; fi
}

would_conf() { conf_apply "$@"; }

# conf_dir_free: a directory of this host that was not that of the dumps before has to be free for them.
conf_dir_free() {
    directory_find
    conf_dir_before=$dump_away:$dump_path
    case $conf_seen in
    *' target '*) return 0 ;;
    esac
    if [ -z "$conf_path" ]; then return 0; fi
    directory_judge "$conf_path"
    if [ ":$conf_path" != "$conf_dir_before" ]; then directory_others "$conf_path"; fi
}

# conf_dir_other: the same for one on a target that is mounted here, which is known when the files are written.
conf_dir_other() {
    directory_find
    if [ -n "$dump_away" ] || [ "$dump_away:$dump_path" = "$conf_dir_before" ]; then return 0; fi
    case $conf_seen in
    *' target '*) directory_others "$dump_path" ;;
    esac
}

# Byte for byte as it was, but for what somebody else changed since.
undo_conf() {
    local conf_files
    # What `keep` has begun to remove goes, because there is no `keep` any more that would.
    directory_find
    if [ -z "$dump_away" ]; then retention_finish; fi
    family conf_file
    conf_files=$RET
    for conf_file in $conf_files; do conf_file_back; done
    if [ -d "$state" ]; then block_parts_away; fi
    policy_apply ''
    family dumps_private_back
    family ssh_back
    retention_apply 0
    if [ "$changed" = true ]; then unit_reload; fi
    # For a host that never got as far as `service`, whose undo comes before this one and does the same.
    directory_back
    state_forget conf-changed conf
}

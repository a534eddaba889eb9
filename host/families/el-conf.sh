# shellcheck shell=sh
# /etc/kdump.conf, which has every directive but ours, and /etc/sysconfig/kdump for the capture kernel's command
# line. kdumpctl does not start when an option is given twice, so the administrator's line of an option that we
# set becomes a comment (conf_hide), and comes back with undo.

el_conf_main=$root/etc/kdump.conf
el_conf_sysconfig=$root/etc/sysconfig/kdump

el_conf_file() { RET="$el_conf_main $el_conf_sysconfig"; }

el_conf_block() {
    el_block=
    if [ "$conf_file" = "$el_conf_sysconfig" ]; then
        el_conf_append "$1"
        RET=$el_block
        return 0
    fi
    el_conf_able
    if [ -n "$conf_target" ]; then
        # shellcheck disable=SC2086
        conf_hide $conf_targets nfs4
        el_block="$conf_target $conf_place$NL"
    fi
    el_conf_line sshkey "$conf_sshkey"
    el_conf_line path "$conf_path"
    el_conf_line core_collector "$el_collector"
    for el_name in kdump_pre kdump_post kdump_emergency extra_bins extra_modules failure_action final_action \
        force_rebuild force_no_rebuild dracut_args fence_kdump_args fence_kdump_nodes; do
        if conf_other "$el_name"; then el_conf_line "$el_name" "$RET"; fi
    done
    el_conf_line auto_reset_crashkernel "$el_reset"
    RET=$el_block
}

# el_conf_line WORD VALUE: failure_action was called default up to 8; the new name knows the old one as well.
el_conf_line() {
    if [ -z "$2" ]; then return 0; fi
    el_option=$1
    if [ "$1" = failure_action ]; then
        conf_hide default failure_action
        el_release
        case $RET in
        7 | 8 | al2) el_option=default ;;
        esac
    else
        conf_hide "$1"
    fi
    el_block="$el_block$el_option $2$NL"
}

# el_knows WORD: does this host's kdump know a directive that is younger than its release?
el_knows() {
    for el_file in "$root/usr/bin/kdumpctl" "$root/usr/sbin/kdumpctl"; do
        if grep -qsw "$1" "$el_file"; then return 0; fi
    done
    return 1
}

# What this release's kdump cannot do, and el_collector and el_reset.
el_conf_able() {
    if [ -n "$conf_compression" ]; then
        conf_refuse compression "makedumpfile itself compresses here: use core_collector makedumpfile with -c, -l, -p or -z"
    fi
    el_release
    el_now=$RET
    for el_name in final_action kdump_emergency; do
        if conf_other "$el_name"; then
            case $el_name:$el_now in
            *:7 | *:al2 | final_action:8 | kdump_emergency:*)
                el_knows "$el_name" || conf_refuse "$el_name" "its kdump does not know that directive and would not start. Leave it out, or update kdump's package"
                ;;
            esac
        fi
    done
    if [ "$conf_target" = virtiofs ] && ! el_knows virtiofs; then
        conf_refuse virtiofs "its kdump does not know that target. Use nfs or ssh, or update kdump's package"
    fi
    el_conf_reset
    el_conf_collector
    if [ "$conf_target" = ssh ] && [ ! -f "$root${conf_sshkey:-/root/.ssh/kdump_id_rsa}" ]; then
        conf_refuse ssh "there is no key /root/.ssh/kdump_id_rsa. Put a key there, or name another with sshkey"
    fi
}

# A size that we manage must not be overwritten by the next update of a kernel or of kdump (from 9 on, Fedora and
# Amazon Linux 2023 do that unless told `no`).
el_conf_reset() {
    el_reset=
    if conf_other auto_reset_crashkernel; then el_reset=$RET; fi
    state_get crashkernel-put
    if [ -n "$RET" ] && [ "$el_reset" = yes ]; then
        conf_refuse 'auto_reset_crashkernel yes' "the next update would overwrite crashkernel=$RET, which is set here. Leave it out"
    fi
    if [ -n "$RET" ]; then el_reset=no; fi
    case $el_now:$el_reset in
    7:yes | 8:yes | al2:yes) conf_refuse auto_reset_crashkernel "nothing resets crashkernel here. Leave it out" ;;
    7:* | 8:* | al2:*) el_reset= ;;
    esac
}

# mkdumprd refuses makedumpfile without -F where the dump goes through a pipe, and kdump.conf comes without.
el_conf_collector() {
    el_collector=$conf_core_collector
    case $conf_target:$el_collector in
    ssh: | raw:) el_collector='makedumpfile -F -l --message-level 7 -d 31' ;;
    ssh:*\ -F | raw:*\ -F | ssh:*\ -F\ * | raw:*\ -F\ *) ;;
    ssh:makedumpfile | raw:makedumpfile | ssh:makedumpfile\ * | raw:makedumpfile\ *)
        conf_refuse "core_collector $el_collector" "with $conf_target makedumpfile has to write a stream. Add -F"
        ;;
    esac
}

# el_conf_append TEXT: what TEXT says already stays in front of our additions. On AWS Graviton irqpoll hangs the
# capture kernel.
el_conf_append() {
    shell_value KDUMP_COMMANDLINE_APPEND "$1"
    el_append=
    set -f
    for el_word in $RET; do
        case $host_arch:$el_word in
        aarch64:irqpoll)
            host_line /sys/class/dmi/id/sys_vendor
            case $os_id:$RET in
            amzn:* | *:Amazon*) continue ;;
            esac
            ;;
        esac
        el_append="$el_append $el_word"
    done
    set +f
    shell_value KDUMP_COMMANDLINE_APPEND "$1"
    el_append="${el_append# }${conf_append:+ $conf_append}"
    if [ -z "$conf_append" ]; then
        case " $RET " in
        *" irqpoll "*) ;;
        *) return 0 ;;
        esac
        case " $el_append " in
        *" irqpoll "*) return 0 ;;
        esac
    fi
    el_block="KDUMP_COMMANDLINE_APPEND='${el_append# }'$NL"
}

el_conf_check() {
    if [ "$conf_file" = "$el_conf_main" ] || [ -z "$conf_ours" ]; then return 0; fi
    printf '%s' "$1" | sh -n 2>/dev/null || return 1
    shell_value KDUMP_COMMANDLINE_APPEND "$1"
    [ "KDUMP_COMMANDLINE_APPEND='$RET'$NL" = "$conf_ours" ]
}

# Without a core_collector kdump takes makedumpfile with -d 31; any other program copies everything.
el_dump_level() {
    el_level='makedumpfile -d 31'
    if [ -f "$el_conf_main" ]; then
        while read -r el_word el_rest; do
            if [ "$el_word" = core_collector ]; then el_level=${el_rest%%[[:space:]]#*}; fi
        done <"$el_conf_main"
    fi
    case $el_level in
    makedumpfile | makedumpfile[[:space:]]*) dump_size_level "$el_level" ;;
    *) RET=0 ;;
    esac
}

# Where kdump.conf as it is now sends dumps. A path is relative to the target, if there is one.
el_dump_path() {
    el_path=/var/crash el_type='' el_place='' el_key=/root/.ssh/kdump_id_rsa
    if [ -f "$el_conf_main" ]; then
        while read -r el_word el_rest; do
            el_rest=${el_rest%%[[:space:]]#*}
            case $el_word in
            path) el_path=${el_rest%/} ;;
            sshkey) el_key=$el_rest ;;
            raw | nfs | ssh | virtiofs | ext2 | ext3 | ext4 | minix | btrfs | xfs) el_type=$el_word el_place=$el_rest ;;
            dracut_args)
                case $el_rest in
                *--mount*) el_type=mount el_place='a mount of dracut_args' ;;
                esac
                ;;
            esac
        done <"$el_conf_main"
    fi
    case $el_path in
    /*) ;;
    *) el_path=/$el_path ;;
    esac
    RET=$el_path
    case $el_type in
    '') return 0 ;;
    nfs) RET=${el_place%/}$el_path ;;
    ssh | virtiofs | mount) RET=$el_place:$el_path ;;
    raw) RET=$el_place ;;
    *)
        # Only a file system that is mounted can be looked into.
        el_mount=$(findmnt -n -o TARGET -S "$el_place" 2>/dev/null | head -n 1) || el_mount=
        if [ -n "$el_mount" ]; then
            RET=${el_mount%/}$el_path
            return 0
        fi
        RET=$el_place:$el_path
        ;;
    esac
    # shellcheck disable=SC2034
    dump_away=$el_type dump_place=$el_place dump_inside=$el_path dump_key=$el_key
}

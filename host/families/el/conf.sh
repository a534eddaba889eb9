# shellcheck shell=sh
# /etc/kdump.conf, which has every directive but ours, and /etc/sysconfig/kdump for the capture kernel's command
# line. kdumpctl does not start when an option is given twice, so the administrator's line of an option that we
# set becomes a comment (conf_file_hide), and comes back with undo.

# Our lines, and what two of them say; the target, and whether it takes a stream.
el_block='' el_collector='' el_reset='' el_type='' el_stream=

el_conf_main=$root/etc/kdump.conf
el_conf_sysconfig=$root/etc/sysconfig/kdump

el_conf_file() { RET="$el_conf_main $el_conf_sysconfig"; }

el_conf_block() {
    local el_name=
    el_block=
    if [ "$conf_file" = "$el_conf_sysconfig" ]; then
        el_conf_append "$1"
        RET=$el_block
        return 0
    fi
    el_conf_read_theirs "$1"
    el_conf_able
    if [ -n "$conf_said" ]; then el_conf_target; fi
    for el_name in $directive_names; do
        case $el_name in
        sshkey) RET=$conf_sshkey ;;
        path) RET=$conf_path ;;
        core_collector) RET=$el_collector ;;
        auto_reset_crashkernel) RET=$el_reset ;;
        *) conf_parse_get "$el_name" || : ;;
        esac
        el_conf_line "$el_name" "$RET"
    done
    RET=$el_block
}

# Where the lines say where dumps go, a target of the host's own gives way, and a --mount of its dracut_args with it, of
# which the rest stays.
el_conf_target() {
    # shellcheck disable=SC2086
    conf_file_hide $directive_targets nfs4
    if [ -n "$conf_target" ]; then el_block="$conf_target $conf_place$NL"; fi
    case $el_theirs_dracut in
    *--mount*) if conf_parse_get dracut_args; then return 0; fi ;;
    *) return 0 ;;
    esac
    conf_file_hide dracut_args
    RET=$(printf '%s' "$el_theirs_dracut" |
        sed -E -e "s/(^|[[:space:]]+)--mount([[:space:]]+|=)(\"[^\"]*\"|'[^']*'|[^[:space:]]+)//g" \
            -e 's/^[[:space:]]+//')
    case $RET in
    '') ;;
    *--mount*)
        fail conf-file "The line 'dracut_args $el_theirs_dracut' of /etc/kdump.conf has a --mount that stands for a" \
            "second target. Take it out of there and run this again."
        ;;
    *) el_block="${el_block}dracut_args $RET$NL" ;;
    esac
}

# el_conf_line WORD VALUE
el_conf_line() {
    local el_option
    if [ -z "$2" ]; then return 0; fi
    el_option=$1
    if [ "$1" = failure_action ]; then
        conf_file_hide default failure_action
        el_option=$el_failure
    else
        conf_file_hide "$1"
    fi
    el_block="$el_block$el_option $2$NL"
}

# el_conf_knows WORD: does this host's kdump know a directive that is younger than its release?
el_conf_knows() {
    local el_file
    for el_file in "$root/usr/bin/kdumpctl" "$root/usr/sbin/kdumpctl"; do
        if grep -qsw -e "$1" "$el_file"; then return 0; fi
    done
    return 1
}

# What this release's kdump cannot do, and el_collector and el_reset.
el_conf_able() {
    local el_key='' el_name
    el_conf_reset
    conf_refuse_given
    for el_name in final_action kdump_emergency; do
        if conf_parse_get "$el_name" && ! el_conf_knows "$el_name"; then
            conf_refuse "$el_name" "this host's kdump does not know that directive and would not start; leave it out," \
                "or update kdump's package"
        fi
    done
    if [ "$conf_target" = virtiofs ] && ! el_conf_knows virtiofs; then
        conf_refuse virtiofs "this host's kdump does not know that target; use nfs or ssh, or update kdump's package"
    fi
    el_conf_collector
    if [ "$conf_target" != ssh ]; then return 0; fi
    # Without one of ours theirs counts, if it is there.
    el_key=${conf_sshkey:-$el_theirs_key}
    if would_make "$el_key"; then return 0; fi
    if [ ! -f "$root$el_key" ]; then el_key=/root/.ssh/kdump_id_rsa; fi
    if [ ! -f "$root$el_key" ]; then
        conf_refuse ssh "there is no key $el_key. Put a key there, or name another with sshkey"
    fi
}

# A size that we manage must not be overwritten by the next update of a kernel or of kdump (from 9 on, Fedora and
# Amazon Linux 2023 do that unless told `no`).
el_conf_reset() {
    el_reset=
    if conf_parse_get auto_reset_crashkernel; then el_reset=$RET; fi
    remembered_read
    if [ -n "$remembered_value" ] && [ "$el_reset" = yes ]; then
        conf_refuse 'auto_reset_crashkernel yes' "the next update would overwrite crashkernel=$remembered_value," \
            "which is set here. Leave it out"
    fi
    if [ -n "$remembered_value" ]; then el_reset=no; fi
    directive_since auto_reset_crashkernel || el_reset=
}

# makedumpfile writes a stream, by -F, to ssh and raw, and there alone: mkdumprd refuses everything else (and looks for
# the very text -F). The administrator's own command, where it counts, is brought into line with the target.
el_conf_collector() {
    el_collector=$conf_core_collector el_type=$conf_target
    if [ -z "$conf_said" ]; then el_type=$el_theirs_type; fi
    case $el_type in
    ssh | raw) el_stream=1 ;;
    *) el_stream= ;;
    esac
    if [ -z "$el_collector" ] && [ -n "$conf_said" ]; then el_conf_collector_fit; fi
    case $el_collector in
    makedumpfile | makedumpfile\ *) ;;
    *) return 0 ;;
    esac
    collector_read "${el_collector#makedumpfile}"
    case $el_stream:$collector_stream in
    1:) conf_refuse "core_collector $el_collector" "with $el_type makedumpfile has to write a stream. Add -F" ;;
    :1)
        conf_refuse "core_collector $el_collector" "makedumpfile's -F writes a stream, which only ssh and raw take." \
            "Take it out"
        ;;
    esac
    case $el_stream:$el_collector in
    1:*-F*) ;;
    1:*) el_collector="makedumpfile -F${el_collector#makedumpfile}" ;;
    # mkdumprd of 8 and 9 takes a command without options for a file name.
    :makedumpfile) el_collector='makedumpfile -d 0' ;;
    esac
}

# The administrator's command for our target; el_collector stays empty where it fits.
el_conf_collector_fit() {
    collector_read "${el_theirs_collector#makedumpfile}"
    case $el_stream:$el_theirs_collector in
    1:makedumpfile | 1:makedumpfile\ *)
        if [ -z "$collector_stream" ]; then el_collector="makedumpfile -F${el_theirs_collector#makedumpfile}"; fi
        ;;
    1: | 1:cp | 1:cp\ *) el_collector='makedumpfile -F -l --message-level 7 -d 31' ;;
    :makedumpfile\ *)
        if [ -z "$collector_stream" ]; then return 0; fi
        collector_without -F
        el_collector="makedumpfile $RET"
        el_collector=${el_collector% }
        ;;
    esac
}

# el_conf_append TEXT: what TEXT says already stays in front of our additions. On AWS Graviton irqpoll hangs the
# capture kernel.
el_conf_append() {
    local el_append el_word
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
    if [ -z "$conf_ours" ]; then return 0; fi
    if [ "$conf_file" = "$el_conf_main" ]; then
        el_conf_lint
        return 0
    fi
    printf '%s' "$1" | sh -n 2>/dev/null || return 1
    shell_value KDUMP_COMMANDLINE_APPEND "$1"
    [ "KDUMP_COMMANDLINE_APPEND='$RET'$NL" = "$conf_ours" ]
}

# Without a core_collector kdump takes makedumpfile with -d 31; any other program copies everything.
el_dump_level() {
    el_conf_read_now
    case ${el_theirs_collector:=makedumpfile -d 31} in
    makedumpfile | makedumpfile[[:space:]]*) dumps_size_level "$el_theirs_collector" ;;
    *) RET=0 ;;
    esac
}

# Where kdump.conf as it is now sends dumps. A path is relative to the target, if there is one.
el_dump_path() {
    local el_path el_mount=
    el_conf_read_now
    el_path=${el_theirs_path:-/var/crash}
    case $el_path in
    / | //*) el_path= ;;
    /*) el_path=${el_path%/} ;;
    *) el_path=/${el_path%/} ;;
    esac
    RET=$el_path
    case $el_theirs_type in
    '') return 0 ;;
    nfs) RET=${el_theirs_place%/}$el_path ;;
    mount) RET="a mount of dracut_args:$el_path" ;;
    ssh | virtiofs) RET=$el_theirs_place:${el_path:-/} ;;
    raw) RET=$el_theirs_place ;;
    *)
        # Only a file system that is mounted can be looked into.
        el_mount=$(findmnt -n -o TARGET -S "$el_theirs_place" 2>/dev/null | head -n 1) || el_mount=
        if [ -n "$el_mount" ]; then
            RET=${el_mount%/}$el_path
            return 0
        fi
        RET=$el_theirs_place:$el_path
        ;;
    esac
    # shellcheck disable=SC2034
    dump_away=$el_theirs_type dump_place=$el_theirs_place dump_inside=$el_path
    dump_key=${el_theirs_key:-/root/.ssh/kdump_id_rsa}
}

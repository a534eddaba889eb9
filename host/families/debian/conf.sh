# shellcheck shell=sh
# kdump.conf's words in those of /etc/default/kdump-tools, which a shell and systemd read.

# What goes into MAKEDUMP_ARGS.
debian_collector=

# debian_conf_setting NAME: RET is what /etc/default/kdump-tools says of it.
debian_conf_setting() {
    RET=
    if [ -f "$debian_conf_file" ]; then files_read "$debian_conf_file"; fi
    shell_value "$1" "$RET"
}

# debian_conf_default NAME: RET is what kdump-config takes where nobody says anything. It differs between releases.
debian_conf_default() {
    local debian_line
    RET=
    if [ ! -r "$root/usr/sbin/kdump-config" ]; then return 0; fi
    while IFS= read -r debian_line; do
        case $debian_line in
        "$1=\${$1:=\""*'"}')
            RET=${debian_line#*:=\"}
            RET=${RET%\"\}}
            return 0
            ;;
        esac
    done <"$root/usr/sbin/kdump-config"
}

debian_dump_path() {
    local debian_dir
    debian_conf_setting KDUMP_COREDIR
    debian_dir=${RET:-/var/crash}
    debian_conf_setting NFS
    if [ -n "$RET" ]; then
        # It is mounted as it is, in the place of KDUMP_COREDIR.
        dump_away=nfs dump_place=$RET
        return 0
    fi
    debian_conf_setting SSH
    if [ -n "$RET" ]; then
        dump_away=ssh dump_place=$RET dump_inside=$debian_dir
        debian_conf_setting SSH_KEY
        dump_key=${RET:-/root/.ssh/kdump_id_rsa}
        RET=$dump_place:$debian_dir
        return 0
    fi
    RET=$debian_dir
}

debian_dump_level() {
    debian_conf_setting MAKEDUMP_ARGS
    if [ -z "$RET" ]; then debian_conf_default MAKEDUMP_ARGS; fi
    dumps_size_level "${RET:--d 31}"
}

# The capture kernel's command line: additions come after what the administrator's part says already, or
# else after the package's own default.
debian_conf_append_base() {
    shell_value KDUMP_CMDLINE_APPEND "$1"
    if [ -z "$RET" ]; then debian_conf_default KDUMP_CMDLINE_APPEND; fi
}

# debian_conf_block TEXT: RET is the assignments that go to the end of TEXT, the administrator's part,
# because the last assignment wins, for sh and for systemd's EnvironmentFile alike. No value holds a quote
# (steps/conf.sh sees to that), so single quotes are enough for both.
debian_conf_block() {
    local debian_export='' debian_dir
    debian_conf_able
    debian_conf_collector
    shell_block="USE_KDUMP='1'$NL" debian_dir=$conf_path
    case $conf_target in
    nfs)
        # What is mounted is written to as it is, so the path within the export is part of it.
        debian_export=$conf_place debian_dir=
        if [ -n "${conf_path#/}" ]; then debian_export=${conf_place%/}$conf_path; fi
        shell_block="${shell_block}NFS='$debian_export'${NL}SSH=''${NL}FTP=''$NL"
        ;;
    ssh) shell_block="${shell_block}NFS=''${NL}SSH='$conf_place'${NL}FTP=''$NL" ;;
    *) if [ -n "$conf_said" ]; then debian_conf_here "$1"; fi ;;
    esac
    shell_block_line SSH_KEY "$conf_sshkey"
    if [ -n "$conf_append" ]; then
        debian_conf_append_base "$1"
        shell_block_line KDUMP_CMDLINE_APPEND \
            "${RET:-reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 irqpoll usbcore.nousb} $conf_append"
    fi
    shell_block_line KDUMP_COREDIR "$debian_dir"
    shell_block_line MAKEDUMP_ARGS "$debian_collector"
    # Ours counts instead (steps/keep.sh).
    shell_block_line KDUMP_NUM_DUMPS "${conf_keep:+0}"
    shell_block_line KDUMP_COMPRESSION "$conf_compression"
    RET=$shell_block
}

# debian_conf_here TEXT: a target that TEXT has gives way to a directory of this host.
debian_conf_here() {
    local debian_name
    for debian_name in NFS SSH FTP; do
        shell_value "$debian_name" "$1"
        if [ -n "$RET" ]; then shell_block="$shell_block$debian_name=''$NL"; fi
    done
}

# kdump-config puts -F behind the arguments, unless it begins them; not every release does that for ssh too, and twice
# does no harm.
debian_conf_collector() {
    debian_collector=$conf_collector
    if [ "$conf_target" != ssh ] || [ -z "$conf_collector" ]; then return 0; fi
    collector_read "$conf_collector"
    if [ -z "$collector_stream" ]; then debian_collector="-F $conf_collector"; fi
}

# What kdump-tools has no setting for. Its capture kernel boots the system itself, so there is no initramfs of
# its own that hooks or dracut could add to.
debian_conf_able() {
    conf_refuse_given
    if [ -n "$conf_compression" ] && ! command -v "$conf_compression" >/dev/null; then
        fail conf-line "The line 'compression $conf_compression' cannot be used: the program $conf_compression is not" \
            "installed, and the dump would silently stay uncompressed."
    fi
}

debian_conf_check() { shell_block_check "$1"; }

# shellcheck shell=sh
# kdump.conf's words in those of /etc/sysconfig/kdump (kdump(5) of SUSE), a file that a shell reads.

# What goes into KDUMP_DUMPFORMAT.
suse_format=

suse_conf_file=$root/etc/sysconfig/kdump
suse_conf_file() { RET=$suse_conf_file; }

# suse_conf_setting NAME: RET is what /etc/sysconfig/kdump says of it.
suse_conf_setting() {
    RET=
    if [ -f "$suse_conf_file" ]; then files_read "$suse_conf_file"; fi
    shell_value "$1" "$RET"
}

suse_dump_path() {
    local suse_url suse_place='' suse_key
    suse_conf_setting KDUMP_SSH_IDENTITY
    suse_key=${RET%% *}
    suse_conf_setting KDUMP_SAVEDIR
    suse_url=${RET#*://}
    case $RET in
    '') RET=/var/crash ;;
    file://*) RET=${RET#file://} ;;
    nfs://*) dump_away=nfs dump_place=${suse_url%%/*}:/${suse_url#*/} ;;
    ssh://*)
        suse_place=${suse_url%%/*}
        case $suse_place in
        *\]:*[!0-9]* | *\]:) ;;
        *\]:*) place_ssh_options="-p ${suse_place##*:}" suse_place=${suse_place%:*} ;;
        *\]) ;;
        *:*[!0-9]* | *:) ;;
        *:*) place_ssh_options="-p ${suse_place##*:}" suse_place=${suse_place%:*} ;;
        esac
        case $suse_place in
        *@\[*\]) suse_place=${suse_place%%\[*}${suse_place#*\[} suse_place=${suse_place%\]} ;;
        esac
        dump_away=ssh dump_place=$suse_place dump_inside=/${suse_url#*/} dump_key=${suse_key:-/root/.ssh/id_rsa}
        ;;
    *://*) dump_away=${RET%%:*} ;;
    esac
}

# A raw dump is a copy of everything.
suse_dump_level() {
    suse_conf_setting KDUMP_DUMPFORMAT
    if [ "$RET" = raw ]; then RET=0 && return 0; fi
    suse_conf_setting KDUMP_DUMPLEVEL
    dumps_size_level "-d ${RET:-31}"
}

# suse_conf_block TEXT: see families/family.sh. KDUMP_UPDATE_BOOTLOADER keeps kdump-commandline.service (kdump
# 2.1 and later) from putting its own crashkernel= in ours' place; older releases do not look at it.
suse_conf_block() {
    conf_refuse_given
    shell_block=
    shell_block_line KDUMP_UPDATE_BOOTLOADER false
    if [ -n "$conf_append" ]; then
        shell_value KDUMP_COMMANDLINE_APPEND "$1"
        shell_block_line KDUMP_COMMANDLINE_APPEND "${RET:+$RET }$conf_append"
    fi
    suse_conf_target "$1"
    suse_conf_collector
    # Ours counts instead (steps/keep.sh).
    shell_block_line KDUMP_KEEP_OLD_DUMPS "${conf_keep:+0}"
    suse_conf_hooks
    # Last, because the crashkernel step puts it there anew.
    remembered_read
    suse_conf_crashkernel "$remembered_value"
    RET=$shell_block
}

# suse_conf_crashkernel VALUE: kdumptool of SLES 16 compares KDUMP_CRASHKERNEL with the running command line at each
# start, word by word and in order. (kdumptool commandline -c)
suse_conf_crashkernel() {
    if [ -z "$1" ] || ! suse_conf_knows KDUMP_CRASHKERNEL; then return 0; fi
    arguments_make "$1"
    shell_block_line KDUMP_CRASHKERNEL "$RET"
}

# suse_conf_refresh VALUE: the same in a block that is there already; the rest of it stays.
suse_conf_refresh() {
    local suse_ours
    block_find "$suse_conf_file" "$conf_begin"
    if [ -z "$block_found" ]; then return 0; fi
    shell_block=
    suse_conf_crashkernel "$1"
    suse_ours=$(sed -n "$((block_from + 1)),$((block_to - 1))p" "$suse_conf_file" |
        grep -v '^KDUMP_CRASHKERNEL=') || suse_ours=
    block_put "$suse_conf_file" "$conf_begin" "${suse_ours:+$suse_ours$NL}$shell_block" 644
}

# Where dumps go, as a URL (kdump(5), URL FORMAT). As in kdump.conf the path is one inside the target. An IPv6 address
# stands in brackets there.
suse_conf_target() {
    local suse_path suse_export=
    suse_path=${conf_path:-/var/crash}
    case $conf_target:$conf_place in
    :*) shell_block_line KDUMP_SAVEDIR "${conf_path:+file://$conf_path}" ;;
    nfs:*)
        suse_export=/${conf_place#*:/}
        suse_export=${suse_export%/}${suse_path%/}
        shell_block_line KDUMP_SAVEDIR "nfs://${conf_place%%:/*}${suse_export:-/}"
        ;;
    ssh:*@*:*)
        shell_block_line KDUMP_SAVEDIR "ssh://${conf_place%%@*}@[${conf_place#*@}]${conf_port:+:$conf_port}$suse_path"
        ;;
    ssh:*) shell_block_line KDUMP_SAVEDIR "ssh://$conf_place${conf_port:+:$conf_port}$suse_path" ;;
    esac
    if [ "$conf_target" = ssh ]; then suse_ssh_able; fi
    shell_block_line KDUMP_SSH_IDENTITY "$conf_sshkey"
    # A program of the administrator's that would be run instead of all that (kdump(5)).
    shell_value KDUMP_TRANSFER "$1"
    if [ -n "$conf_said" ] && [ -n "$RET" ]; then shell_block="${shell_block}KDUMP_TRANSFER=''$NL"; fi
}

# Programs run inside the capture initrd, which takes them in by KDUMP_REQUIRED_PROGRAMS.
suse_conf_hooks() {
    local suse_programs
    suse_programs=
    if conf_parse_get kdump_pre; then
        shell_block_line KDUMP_PRESCRIPT "$RET"
        suse_programs="$suse_programs $RET"
    fi
    if conf_parse_get kdump_post; then
        shell_block_line KDUMP_POSTSCRIPT "$RET"
        suse_programs="$suse_programs $RET"
    fi
    if conf_parse_get extra_bins; then suse_programs="$suse_programs $RET"; fi
    shell_block_line KDUMP_REQUIRED_PROGRAMS "${suse_programs# }"
    if conf_parse_get failure_action; then
        case $RET in
        shell) shell_block_line KDUMP_CONTINUE_ON_ERROR false ;;
        *) shell_block_line KDUMP_CONTINUE_ON_ERROR true ;;
        esac
    fi
    if conf_parse_get final_action; then shell_block_line KDUMP_IMMEDIATE_REBOOT true; fi
}

# makedumpfile's options as SUSE's variables. The format is flattened in any case, so -F says nothing new; what
# has no variable goes to MAKEDUMPFILE_OPTIONS. SUSE has no word for pages that are not compressed at all.
suse_conf_collector() {
    local suse_option suse_level
    if [ -z "$conf_collector" ]; then return 0; fi
    suse_format=compressed suse_options=
    collector_read "$conf_collector"
    if [ -n "$collector_fault" ]; then suse_conf_wrong "$collector_fault"; fi
    while IFS= read -r suse_option; do
        case $suse_option in
        -d\ * | -F | -f | '') ;;
        -c) suse_format=compressed ;;
        -l) suse_format=lzo ;;
        -p) suse_format=snappy ;;
        -z) suse_conf_zstd ;;
        -E) suse_format=ELF ;;
        -[DXLb]* | --[!cex]*) suse_options="$suse_options $suse_option" ;;
        --cyclic-buffer*) suse_options="$suse_options $suse_option" ;;
        *) suse_conf_wrong "the option ${suse_option%% *} cannot be said in /etc/sysconfig/kdump" ;;
        esac
    done <<OPTIONS
$collector_options
OPTIONS
    # Several levels, as in -d 1,31, are tried in turn by makedumpfile, but checked as one number by kdump.
    suse_level=${collector_level:-0}
    case $suse_level in
    *[!0-9]* | ???*) suse_conf_wrong "-d wants a number from 0 to 31" ;;
    esac
    if [ "$suse_level" -gt 31 ]; then suse_conf_wrong "-d wants a number from 0 to 31"; fi
    shell_block_line KDUMP_DUMPLEVEL "$suse_level"
    shell_block_line KDUMP_DUMPFORMAT "$suse_format"
    shell_block_line MAKEDUMPFILE_OPTIONS "${suse_options# }"
}

# kdump knows zstd from 2.0.8 on, which SLES 12 and openSUSE Leap and SLES 15 before SP7 do not have.
suse_conf_zstd() {
    suse_format=zstd
    if [ -f "$suse_conf_file" ] && ! files_has "$suse_conf_file" zstd; then
        suse_conf_wrong "this host's kdump does not know zstd (-z); use -c, -l or -p"
    fi
}

suse_conf_wrong() {
    conf_line="core_collector makedumpfile $conf_collector"
    conf_wrong "$@"
}

suse_conf_check() { shell_block_check "$1"; }

# suse_conf_knows SETTING: do the settings that kdump's package brings have it? Where there are none it is a package of
# our days.
suse_conf_knows() {
    local suse_templates suse_file
    suse_templates=
    for suse_file in "$root/usr/share/fillup-templates/sysconfig.kdump" \
        "$root/var/adm/fillup-templates/sysconfig.kdump"; do
        if [ ! -f "$suse_file" ]; then continue; fi
        if files_has "$suse_file" "^#*$1="; then return 0; fi
        suse_templates=1
    done
    [ -z "$suse_templates" ]
}

# shellcheck shell=sh
# Debian and Ubuntu: kdump-tools and GRUB. Packages are in debian-packages.sh, debuginfo in
# debian-debuginfo.sh.

debian_grub_file=$root/etc/default/grub.d/zz-pulumi-kdump.cfg
debian_conf_file=$root/etc/default/kdump-tools

debian_unit() { RET=kdump-tools.service; }
debian_conf_file() { RET=$debian_conf_file; }

# What kdump-config writes into the dump directory when it loads.
debian_dump_litter() { RET='kexec_cmd kdump_lock'; }

debian_unload() { kdump-config unload >>"$log" 2>&1 9>&-; }

# Debian 12's own 384M-:128M runs out of memory on a 2 GiB machine; Debian raised it since. Ubuntu has one
# value for all architectures from 24.10 on. src/recommendedCrashkernel.ts says the same.
debian_recommended() {
    RET=2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M
    case $host_arch:$os_id:$os_version in
    x86_64:debian:* | x86_64:ubuntu:2[0-3].* | x86_64:ubuntu:24.04*) RET=512M-:192M ;;
    esac
}

# GRUB reads the drop-ins of grub.d in the order of their names, so ours comes last: it takes every
# crashkernel= out, wherever it came from, and appends ours. No conffile is edited. Recovery entries get
# none, as Debian does it.
debian_crashkernel_put() {
    debian_strip="sed -E 's/(^|[[:space:]])crashkernel=[^[:space:]]*//g'"
    files_make_dir "${debian_grub_file%/*}" 755
    size_arguments "$1"
    files_put "$debian_grub_file" "\
# Written by pulumi-kdump. To take it back: kdump-host undo crashkernel
GRUB_CMDLINE_LINUX=\"\$(printf '%s\\n' \"\${GRUB_CMDLINE_LINUX-}\" | $debian_strip)\"
GRUB_CMDLINE_LINUX_DEFAULT=\"\$(printf '%s\\n' \"\${GRUB_CMDLINE_LINUX_DEFAULT-}\" | $debian_strip) $RET\"
"
}

debian_crashkernel_wanted() {
    RET=
    if [ ! -f "$debian_grub_file" ]; then return 0; fi
    while read -r debian_line; do RET=$debian_line; done <"$debian_grub_file"
    RET=${RET##*) crashkernel=}
    RET=${RET%\"}
    case $RET in
    *' crashkernel='*) RET="${RET%% *} ${RET##*=}" ;;
    esac
}

debian_crashkernel_remove() {
    files_remove "$debian_grub_file"
    files_unmake_dir "${debian_grub_file%/*}"
}

# update-grub is grub-mkconfig -o /boot/grub/grub.cfg, which writes over the live file in place. Here it
# goes into a file beside first, is checked, and only then takes the live one's place: a full /boot or a
# killed run leaves a whole grub.cfg.
debian_boot_regenerate() {
    boot_file=$root/boot/grub/grub.cfg
    files_temp "$boot_file"
    rm -f "$litter.new"
    boot_size=$(wc -c <"$boot_file")
    # grub-mkconfig itself keeps a second copy while it works.
    files_space "${boot_file%/*}" $((boot_size / 512 + 1024)) boot-space
    cp -a "$boot_file" "$litter" || fail write "$litter could not be written; grub.cfg is as it was."
    if ! boot_text=$(grub-mkconfig -o "$litter" 2>&1 9>&-); then
        printf '%s\n' "$boot_text" >>"$log" || :
        fail bootloader "grub-mkconfig failed, grub.cfg is as it was: ${boot_text##*"$NL"}"
    fi
    grub_check "$litter" "$1"
    boot_entries=$RET
    if cmp -s "$litter" "$boot_file"; then
        rm -f "$litter"
    else
        { sync "$litter" && mv -f "$litter" "$boot_file" && sync; } 2>/dev/null || fail write "$boot_file could not be replaced; it is as it was."
        changed=true
    fi
    litter=
    RET=$boot_entries
}

# debian_conf_value NAME TEXT: RET is what a shell that reads TEXT finds, as kdump-config does.
debian_conf_value() {
    RET=$(
        set +eu
        unset "$1"
        eval "$2" >/dev/null 2>&1 </dev/null
        eval "printf '%s' \"\$$1\""
    ) || RET=
}

debian_dump_path() {
    RET=
    if [ -f "$debian_conf_file" ]; then
        files_read "$debian_conf_file"
        debian_conf_value KDUMP_COREDIR "$RET"
    fi
    RET=${RET:-/var/crash}
}

# The capture kernel's command line: additions come after what the administrator's part says already, or
# else after the package's own default, which differs between releases and so is read from kdump-config.
debian_append_base() {
    debian_conf_value KDUMP_CMDLINE_APPEND "$1"
    if [ -n "$RET" ] || [ ! -r "$root/usr/sbin/kdump-config" ]; then return 0; fi
    while IFS= read -r debian_line; do
        # shellcheck disable=SC2016
        case $debian_line in
        'KDUMP_CMDLINE_APPEND=${KDUMP_CMDLINE_APPEND:="'*'"}')
            RET=${debian_line#*:=\"}
            RET=${RET%\"\}}
            return 0
            ;;
        esac
    done <"$root/usr/sbin/kdump-config"
}

# debian_conf_block TEXT: RET is the assignments that go to the end of TEXT, the administrator's part,
# because the last assignment wins, for sh and for systemd's EnvironmentFile alike. No value holds a quote
# (steps/conf.sh sees to that), so single quotes are enough for both.
debian_conf_block() {
    debian_block="USE_KDUMP='1'$NL"
    if [ -n "$conf_append" ]; then
        debian_append_base "$1"
        debian_conf_line KDUMP_CMDLINE_APPEND \
            "${RET:-reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 irqpoll usbcore.nousb} $conf_append"
    fi
    debian_conf_line KDUMP_COREDIR "$conf_path"
    debian_conf_line MAKEDUMP_ARGS "$conf_collector"
    debian_conf_line KDUMP_NUM_DUMPS "$conf_keep"
    debian_conf_line KDUMP_COMPRESSION "$conf_compression"
    RET=$debian_block
}

debian_conf_line() {
    if [ -n "$2" ]; then debian_block="$debian_block$1='$2'$NL"; fi
}

# debian_conf_check TEXT: a shell reads from TEXT exactly what the block means.
debian_conf_check() {
    printf '%s' "$1" | sh -n 2>/dev/null || return 1
    debian_rest=$debian_block
    while [ -n "$debian_rest" ]; do
        debian_line=${debian_rest%%"$NL"*}
        debian_rest=${debian_rest#*"$NL"}
        debian_conf_value "${debian_line%%=*}" "$1"
        [ "$debian_line" = "${debian_line%%=*}='$RET'" ] || return 1
    done
}

# With LOAD_KEXEC=true kexec-tools turns a reboot into a kexec of the running command line, and the new
# crashkernel= never arrives. It skips that once for the file /no-kexec-reboot.
debian_before_reboot() {
    if grep -qs '^[[:space:]]*LOAD_KEXEC=["'\'']*true' "$root/etc/default/kexec"; then : >"$root/no-kexec-reboot"; fi
    host_line /sys/kernel/kexec_loaded
    if [ "$RET" = 1 ]; then kexec -u >>"$log" 2>&1 || :; fi
}

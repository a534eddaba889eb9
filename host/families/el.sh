# shellcheck shell=sh
# RHEL and what is rebuilt from it, Fedora and Amazon Linux: /etc/kdump.conf and kdumpctl everywhere; the boot
# loader differs by release. The parts: el-default-grub.sh, el-boot-mkconfig.sh, el-boot-grubby.sh, el-conf.sh,
# el-packages.sh, rpm-debuginfo.sh, rpm-files.sh.

el_unit() { RET=kdump.service; }

# kdumpctl leaves nothing in the dump directory but dumps.
el_dump_litter() { RET=; }

# kdumpctl's own initramfs, which gets the keys of encrypted volumes where both the kernel and kdumpctl (1.0.59) know how;
# then it does not load without them.
el_capture_opens() { RET=; }
el_capture_keys() { [ -d "$root/sys/kernel/config/crash_dm_crypt_keys" ] && el_knows prepare_luks; }
el_capture_base() { el_recommended; }

# kdump's own initramfs writes dumps for root alone.
el_dumps_private() { :; }
el_dumps_private_back() { :; }

el_unload() { kdumpctl stop >>"$log" 2>&1 9>&-; }

# el_release: RET is 7, 8, 9, 10, fedora, al2 or al2023.
el_release() {
    case $os_id:$os_version in
    fedora:*) RET=fedora ;;
    amzn:2) RET=al2 ;;
    amzn:*) RET=al2023 ;;
    *) RET=${os_version%%.*} ;;
    esac
}

# Not crashkernel=auto, even where a kernel still knows it: what it reserves cannot be told from here, and from 9 on it
# is gone. Who wants it says so.
el_recommended() {
    el_release
    case $RET:$host_arch in
    # Red Hat Enterprise Linux 8, memory requirements for kdump. 7's own are a little lower (161 MB and more).
    7:x86_64 | 8:x86_64) RET=1G-4G:192M,4G-64G:256M,64G-:512M ;;
    7:aarch64 | 8:aarch64) RET=2G-:480M ;;
    # Amazon EC2 User Guide, diagnostic interrupts.
    al2:*) RET=160M ;;
    # Red Hat Enterprise Linux 9, memory requirements for kdump.
    9:x86_64) RET=1G-4G:192M,4G-64G:256M,64G-:512M ;;
    # kdump-utils, kdump_get_arch_recommend_crashkernel; with pages of 64 KiB 100M more.
    *:x86_64) RET=2G-64G:256M,64G-:512M ;;
    *:aarch64)
        case $host_release in
        *64k*) RET=2G-4G:356M,4G-64G:420M,64G-:676M ;;
        *) RET=2G-4G:256M,4G-64G:320M,64G-:576M ;;
        esac
        ;;
    *:ppc64le) RET=2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G ;;
    *) fail unsupported "$os_name has no crashkernel value of its own for $host_arch. Give one." ;;
    esac
}

# el_boot NAME: 7 and Amazon Linux 2 have their entries in grub.cfg; all others have BLS entries and grubby.
el_boot() {
    el_part=$1
    shift
    el_release
    case $RET in
    7 | al2) "el_mkconfig_$el_part" "$@" ;;
    *) "el_grubby_$el_part" "$@" ;;
    esac
}

# What was put is remembered, because an entry shows no difference between ours and another's.
el_crashkernel_put() {
    state_get crashkernel-put
    if [ "$RET" != "$1" ]; then
        state_put crashkernel-put "$1$NL"
        changed=true
    fi
    el_boot put "$1"
}

el_crashkernel_wanted() { state_get crashkernel-put; }

el_crashkernel_remove() {
    el_boot remove
    if [ -f "$state/crashkernel-put" ]; then
        state_forget crashkernel-put
        changed=true
    fi
}

el_boot_regenerate() { el_boot regenerate "$1"; }

el_before_reboot() {
    host_line /sys/kernel/kexec_loaded
    if [ "$RET" = 1 ]; then kexec -u >>"$log" 2>&1 || :; fi
}

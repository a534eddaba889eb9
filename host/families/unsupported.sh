# shellcheck shell=sh
# Hosts on which kdump cannot be set up by this program, each recognised before anything is changed and refused
# with its reason.

unsupported_host() {
    if [ "$host_arch" = s390x ]; then
        fail s390x "This is an s390x machine, which boots by zipl and not by GRUB, and that is not supported. Use its" \
            "stand-alone dump tools (zipl -d)."
    fi
    if [ -e "$root/run/ostree-booted" ]; then
        fail ostree "This system is deployed by ostree (rpm-ostree or bootc), and its packages and kernel arguments" \
            "come with the image. Put kdump and crashkernel= into the image, or use: rpm-ostree kargs" \
            "--append=crashkernel=..."
    fi
    unsupported_transactional
    unsupported_xen
    unsupported_fadump
    unsupported_boot
}

# MicroOS and its kin write packages and the boot loader's configuration into the next snapshot only.
unsupported_transactional() {
    case $os_id in
    opensuse-microos | opensuse-leap-micro | opensuse-aeon | opensuse-kalpa | sle-micro* | sl-micro*) ;;
    *)
        if [ ! -e "$root/usr/sbin/transactional-update" ] || ! unsupported_read_only; then return 0; fi
        ;;
    esac
    fail transactional "This is a transactional system (${os_name:-$os_id}), whose root is read-only and changes by" \
        "snapshots. Use there: transactional-update setup-kdump"
}

# unsupported_read_only: the last mount of / says ro.
unsupported_read_only() {
    unsupported_options=
    if [ ! -r "$root/proc/mounts" ]; then return 1; fi
    while read -r _ unsupported_point _ unsupported_now _; do
        if [ "$unsupported_point" = / ]; then unsupported_options=$unsupported_now; fi
    done <"$root/proc/mounts"
    case ,$unsupported_options, in
    *,ro,*) return 0 ;;
    esac
    return 1
}

# A guest's memory belongs to Xen, which starts no second kernel in it; in dom0 it is Xen that reserves.
unsupported_xen() {
    host_line /sys/hypervisor/type
    if [ "$RET" != xen ]; then return 0; fi
    host_line /proc/xen/capabilities
    case $RET in
    *control_d*)
        fail xen "This is the control domain of a Xen host, where crashkernel= belongs to Xen's own command line, and" \
            "that is not supported."
        ;;
    esac
    fail xen "This is a Xen guest, and kdump does not work in one (EC2 instances of older types, such as T2, are Xen" \
        "guests). Use a machine type that is not Xen, such as EC2's Nitro types, or let the Xen host dump the guest:" \
        "xl dump-core"
}

# POWER's own way, which keeps the dead kernel's memory through a reboot and takes the place of the capture kernel
# (Documentation/arch/powerpc/firmware-assisted-dump.rst).
unsupported_fadump() {
    for unsupported_file in /sys/kernel/fadump/enabled /sys/kernel/fadump_enabled; do
        host_line "$unsupported_file"
        if [ "$RET" = 1 ]; then
            fail fadump "Firmware-assisted dump is on (fadump=on), and with it no capture kernel is loaded. Take" \
                "fadump=on off the kernel command line, or keep to it and manage it by hand."
        fi
    done
}

# Who has booted the system, in the words of the boot loader interface (systemd's BOOT_LOADER_INTERFACE), whose
# variables are UTF-16; and what SUSE's boot loader tools are set to.
unsupported_boot() {
    unsupported_efi=$root/sys/firmware/efi/efivars
    unsupported_id=4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
    if [ -e "$unsupported_efi/StubInfo-$unsupported_id" ]; then
        fail uki "The running kernel is a unified kernel image, whose command line is sealed into it. Add" \
            "crashkernel= where the image is built."
    fi
    if [ -r "$unsupported_efi/LoaderInfo-$unsupported_id" ]; then
        case $(tr -d '\000' <"$unsupported_efi/LoaderInfo-$unsupported_id") in
        *systemd-boot*)
            fail systemd-boot "This machine is booted by systemd-boot, and GRUB is the only boot loader that is" \
                "supported. Add crashkernel= to /etc/kernel/cmdline by hand, or boot with GRUB."
            ;;
        esac
    fi
    if [ ! -r "$root/etc/sysconfig/bootloader" ]; then return 0; fi
    files_read "$root/etc/sysconfig/bootloader"
    shell_value LOADER_TYPE "$RET"
    case $RET in
    systemd-boot | grub2-bls)
        fail systemd-boot "LOADER_TYPE in /etc/sysconfig/bootloader is $RET, whose entries sdbootutil writes, and" \
            "only grub2 and grub2-efi are supported. Change the boot loader with YaST or pbl, or set crashkernel= by:" \
            "pbl --add-option crashkernel=... --config"
        ;;
    esac
}

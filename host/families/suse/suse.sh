# shellcheck shell=sh
# SUSE Linux Enterprise Server and openSUSE: kdump with /etc/sysconfig/kdump, and GRUB. The configuration is in
# conf.sh, packages are in packages.sh, debuginfo in debuginfo.sh.

suse_images() { RET=; }

# Before 15 SP6 there is one for each kernel.
suse_image_old() {
    local suse_image
    RET=
    for suse_image in "$root/boot"/initrd-*-kdump; do
        if [ -f "$suse_image" ]; then RET="/boot/initrd-$host_release-kdump, the capture initramfs, is not there."; fi
    done
    if [ -f "$root/boot/initrd-$host_release-kdump" ]; then RET=; fi
}

# kdumptool measures, and counts what an encrypted volume takes.
suse_capture_opens() { RET=; }
suse_capture_keys() { return 1; }
suse_capture_base() {
    remembered_read
    RET=$remembered_recommended
}

# Under lockdown only the file based system call unloads.
suse_unload() {
    kexec -p -u >>"$log" 2>&1 || kexec -s -p -u >>"$log" 2>&1
}

# SUSE has no table: its manual sends one to `kdumptool calibrate`, which measures the machine (System Analysis
# and Tuning Guide, Calculating crashkernel allocation size). Its answer wobbles by some MiB from run to run, and
# every step must mean the same, so the first answer for this memory is kept.
suse_recommended() {
    local suse_low suse_high suse_size suse_key suse_text
    if remembered_here; then return 0; fi
    suse_low='' suse_high=''
    suse_text=$(kdumptool calibrate 2>>"$log" </dev/null) || suse_text=
    while read -r suse_key suse_size; do
        case $suse_key:$suse_size in
        Low::*[!0-9]* | High::*[!0-9]*) ;;
        Low::*) suse_low=${suse_size:-0} ;;
        High::*) suse_high=${suse_size:-0} ;;
        esac
    done <<TEXT
$suse_text
TEXT
    case ${suse_high:-0}:${suse_low:-0} in
    0:0)
        fail no-recommended "kdumptool calibrate does not tell a size for this machine, and SUSE documents none" \
            "beside it. Give a crashkernel value, such as 256M."
        ;;
    0:*) RET=${suse_low}M ;;
    *:0) RET=${suse_high}M,high ;;
    *) RET="${suse_high}M,high ${suse_low}M,low" ;;
    esac
}

# pbl, where a release has it, edits this same line, and would write grub.cfg in place and unchecked.
# Recovery entries take GRUB_CMDLINE_LINUX_RECOVERY, and get none.
suse_crashkernel_put() {
    arguments_make "$1"
    default_grub_put GRUB_CMDLINE_LINUX_DEFAULT "$RET"
    suse_conf_refresh "$1"
}

suse_crashkernel_remove() {
    default_grub_remove
    suse_conf_refresh ''
}

suse_boot_regenerate() { grub_cfg_make grub2-mkconfig "$root/boot/grub2/grub.cfg" "$1"; }
suse_next_boot() { next_boot_menu "$root/boot/grub2/grub.cfg" "$root/boot/grub2/grubenv"; }

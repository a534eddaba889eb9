# shellcheck shell=sh
# What EL and SUSE have in common: `family NAME` finds it here where the family has none of its own.

rpm_unit() { RET=kdump.service; }

# Their tools leave nothing in the dump directory but dumps, which their own initramfs writes for root alone.
rpm_dump_litter() { RET=; }
rpm_dumps_private() { :; }
rpm_dumps_private_back() { :; }

# An initramfs writes the dump, before there is a system with units.
rpm_capture_unit() { RET=; }
rpm_capture_image() { RET=; }
rpm_capture_unpacked() { RET=0; }

# An entry shows no difference between our crashkernel= and another's.
rpm_crashkernel_said() { RET=; }

rpm_before_reboot() {
    host_line /sys/kernel/kexec_loaded
    if [ "$RET" = 1 ]; then kexec -u >>"$log" 2>&1 || :; fi
}

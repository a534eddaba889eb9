# shellcheck shell=sh
# What differs from one release of EL to the next, once per run:
#   el_release  7, 8, 9, 10, fedora, al2 or al2023
#   el_boots    where the entries of the boot loader are: in grub.cfg (mkconfig), or in files of their own (entries)
#   el_manager  yum or dnf
#   el_kdump    the packages that kdump needs; crash brings gdb's and makedumpfile's own dependencies along
#   el_era      how kdumpctl reads kdump.conf: as that of 7, 8 or 9, or as kdump-utils (now)
#   el_failure  what kdump.conf calls failure_action; the new name knows the old one as well
el_release='' el_boots='' el_manager='' el_kdump='' el_era='' el_failure=

el_traits() {
    if [ -n "$el_release" ]; then return 0; fi
    el_release=$release_generation
    el_boots=entries el_manager=dnf el_era=now el_failure=failure_action
    case $el_release in
    7 | al2) el_boots=mkconfig el_manager=yum el_kdump='kexec-tools crash' el_era=7 el_failure=default ;;
    8) el_kdump='kexec-tools crash grubby' el_era=8 el_failure=default ;;
    9) el_kdump='kexec-tools crash grubby' el_era=9 ;;
    al2023) el_kdump='kdump-utils kexec-tools crash grubby' el_era=9 ;;
    *) el_kdump='kdump-utils kexec-tools makedumpfile crash grubby' ;;
    esac
}

# shellcheck shell=sh
# Debian and Ubuntu: kdump-tools and GRUB. The capture kernel is in capture.sh, packages are in packages.sh, debuginfo
# in debuginfo.sh.

debian_grub_file=$root/etc/default/grub.d/zz-pulumi-kdump.cfg
debian_conf_file=$root/etc/default/kdump-tools

# The unit that writes the dump, in a capture kernel that has booted this system.
debian_dump_unit=kdump-tools-dump.service.d/pulumi-kdump.conf

debian_unit() { RET=kdump-tools.service; }
debian_conf_file() { RET=$debian_conf_file; }

# What kdump-config writes into the dump directory when it loads.
debian_dump_litter() { RET='kexec_cmd kdump_lock'; }

# kdump-tools leaves the mode of a dump to the umask, which would let everybody read it.
debian_dumps_private() {
    units_put "$debian_dump_unit" "# Written by pulumi-kdump. To take it back: kdump-host undo conf
[Service]
UMask=0077
"
}

debian_dumps_private_back() { units_put "$debian_dump_unit" ''; }

# ssh reads ~/.ssh/config there too, in which the trust step has put the port.
debian_ssh_names() { place_ssh_names "$@"; }
debian_ssh_ready() { :; }
debian_ssh_back() { :; }

# kdump-tools builds its own with each kernel, and takes them away with the package.
debian_images() { RET=; }

# kdump-config makes one that is missing when it loads, and only then; an administrator's own is nobody's matter.
debian_image_old() {
    local debian_image debian_dir="$root/var/lib/kdump"
    debian_conf_setting KDUMP_INITRD
    debian_image=${RET:-/var/lib/kdump/initrd.img}
    RET=
    if [ "$debian_image" != /var/lib/kdump/initrd.img ] || [ -f "$debian_dir/initrd.img-$host_release" ]; then
        return 0
    fi
    for debian_image in "$debian_dir"/initrd.img-*; do
        if [ ! -f "$debian_image" ]; then continue; fi
        RET="/var/lib/kdump/initrd.img-$host_release, the capture initramfs of the running kernel, is not there."
    done
}

debian_unload() { kdump-config unload >>"$log" 2>&1; }

debian_recommended() { table_recommended; }

# shellcheck shell=sh
# Made by `npm run generate` from data/directives.json and data/refusals.json: change it there.

# The directives that say where dumps go, and the others of kdump.conf(5) in the order in which they are written.
directive_targets='raw nfs ssh virtiofs ext2 ext3 ext4 minix btrfs xfs'
directive_names='sshkey path core_collector kdump_pre kdump_post kdump_emergency extra_bins '
directive_names="${directive_names}extra_modules failure_action final_action force_rebuild force_no_rebuild "
directive_names="${directive_names}dracut_args fence_kdump_args fence_kdump_nodes auto_reset_crashkernel"

# directive_find NAME: directive_form, and directive_choices, of which its value is one; status 1 for what is no
# directive.
directive_find() {
    case $1 in
    raw | nfs | ssh | virtiofs | ext2 | ext3 | ext4 | minix | btrfs | xfs)
        directive_form=target directive_choices=
        ;;
    sshkey) directive_form=file directive_choices= ;;
    path) directive_form=path directive_choices= ;;
    core_collector) directive_form=collector directive_choices= ;;
    kdump_pre) directive_form=program directive_choices= ;;
    kdump_post) directive_form=program directive_choices= ;;
    kdump_emergency) directive_form=program directive_choices= ;;
    extra_bins) directive_form=programs directive_choices= ;;
    extra_modules) directive_form=modules directive_choices= ;;
    failure_action) directive_form=choice directive_choices='reboot halt poweroff shell dump_to_rootfs' ;;
    final_action) directive_form=choice directive_choices='reboot halt poweroff' ;;
    force_rebuild) directive_form=switch directive_choices='0 1' ;;
    force_no_rebuild) directive_form=switch directive_choices='0 1' ;;
    dracut_args) directive_form=dracut directive_choices= ;;
    fence_kdump_args) directive_form=words directive_choices= ;;
    fence_kdump_nodes) directive_form=nodes directive_choices= ;;
    auto_reset_crashkernel) directive_form=switch directive_choices='yes no' ;;
    *) return 1 ;;
    esac
}

# directive_own NAME: the same for what kdump.conf has no directive for.
directive_own() {
    case $1 in
    keep) directive_form=count directive_choices= ;;
    compression) directive_form=choice directive_choices='gzip bzip2 lz4 xz' ;;
    commandline_append) directive_form=arguments directive_choices= ;;
    sysctl) directive_form=sysctl directive_choices= ;;
    ssh_port) directive_form=port directive_choices= ;;
    *) return 1 ;;
    esac
}

# directive_has VALUE: it is one of directive_choices.
directive_has() {
    for directive_choice in $directive_choices; do
        if [ "$1" = "$directive_choice" ]; then return 0; fi
    done
    return 1
}

# directive_today NAME: RET is what a directive is called today.
directive_today() {
    RET=$1
    case $1 in
    default) RET=failure_action ;;
    esac
}

# directive_former NAME: RET is what became of it; status 1 for what never was a directive.
directive_former() {
    case $1 in
    nfs4) RET='is no longer a directive; use nfs, which speaks version 4 too' ;;
    ftp) RET='is not a directive; use ssh or nfs' ;;
    net) RET='is no longer a directive; use ssh or nfs' ;;
    options) RET='is no longer a directive; put options of modules into /etc/modprobe.d' ;;
    link_delay) RET='is no longer a directive, and kdump would not start with it; take it out' ;;
    disk_timeout) RET='is no longer a directive, and kdump would not start with it; take it out' ;;
    debug_mem_level) RET='is no longer a directive; write it into dracut_args as rd.memdebug, if at all' ;;
    blacklist) RET='is no longer a directive; add rd.driver.blacklist to the capture command line' ;;
    override_resettable) RET='is no longer a directive, and kdump would not start with it; take it out' ;;
    *) return 1 ;;
    esac
}

# directive_asked NAME: some kdumpctl of a release that is supported does not know it.
directive_asked() {
    case $1 in
    kdump_emergency | failure_action | final_action | force_no_rebuild | auto_reset_crashkernel | virtiofs | \
        override_resettable)
        return 0
        ;;
    esac
    return 1
}

# directive_since NAME: status 1 where this release is older than the directive.
directive_since() {
    case $1:$release_generation in
    kdump_emergency:7 | kdump_emergency:8 | kdump_emergency:9 | kdump_emergency:al2 | kdump_emergency:al2023 | \
        final_action:7 | final_action:al2 | auto_reset_crashkernel:7 | auto_reset_crashkernel:8 | \
        auto_reset_crashkernel:al2 | virtiofs:7 | virtiofs:8 | virtiofs:al2)
        return 1
        ;;
    esac
}

# directive_refused LINE: RET is why this family's kdump, or this release's, cannot do it, and what to do instead;
# directive_what is what is not possible. Status 1 where nothing is refused.
directive_refused() {
    directive_what=${1%% *} RET=
    case $family_name:$release_generation:$1 in
    debian:kdump-tools-1.6.7:compression\ *)
        RET='its kdump-tools cannot compress a finished file; use core_collector makedumpfile with -c or -l'
        ;;
    el:7:final_action\ * | el:al2:final_action\ *)
        RET='its kdump does not know that directive and would not start; leave it out'
        ;;
    el:7:kdump_emergency\ * | el:8:kdump_emergency\ * | el:9:kdump_emergency\ * | el:al2:kdump_emergency\ * | \
        el:al2023:kdump_emergency\ *)
        RET='its kdump does not know that directive and would not start; leave it out'
        ;;
    el:7:virtiofs\ * | el:8:virtiofs\ * | el:al2:virtiofs\ *)
        RET='its kdump does not know that target; use nfs or ssh'
        ;;
    el:7:auto_reset_crashkernel\ yes | el:8:auto_reset_crashkernel\ yes | el:al2:auto_reset_crashkernel\ yes)
        directive_what=$1 RET='nothing resets crashkernel on it; leave it out'
        ;;
    el:10:ssh\ *@*:* | el:fedora:ssh\ *@*:*) : ;;
    el:10:ssh\ *@*[A-Z]* | el:fedora:ssh\ *@*[A-Z]*)
        directive_what=$1
        RET='kdumpctl compares the host name with what ssh makes of it, and would not start; write it in small letters'
        ;;
    suse:suse-old:ssh\ *@*:*)
        directive_what=$1
        RET='its kdump hands ssh the brackets of the URL too, which ssh cannot resolve; use a host name'
        ;;
    esac
    if [ -n "$RET" ]; then return 0; fi
    case $family_name:$1 in
    debian:raw\ * | debian:virtiofs\ * | debian:ext2\ * | debian:ext3\ * | debian:ext4\ * | debian:minix\ * | \
        debian:btrfs\ * | debian:xfs\ *)
        RET='kdump-tools knows no such target; use path for a local directory, nfs or ssh'
        ;;
    debian:core_collector\ makedumpfile | debian:core_collector\ makedumpfile\ *) return 1 ;;
    debian:core_collector\ *) directive_what=$1 RET='kdump-tools runs makedumpfile and nothing else' ;;
    debian:kdump_pre\ * | debian:kdump_post\ * | debian:kdump_emergency\ * | debian:extra_bins\ * | \
        debian:dracut_args\ * | debian:fence_kdump_args\ * | debian:fence_kdump_nodes\ *)
        RET='kdump-tools has nothing like it; use a systemd unit that kdump-tools-dump.service wants'
        ;;
    debian:extra_modules\ *) RET='name them in /etc/initramfs-tools/modules' ;;
    debian:failure_action\ reboot) return 1 ;;
    debian:failure_action\ *)
        directive_what=$1
        RET='kdump-tools reboots when a dump fails, or runs KDUMP_FAIL_CMD of /etc/default/kdump-tools'
        ;;
    debian:final_action\ reboot) return 1 ;;
    debian:final_action\ *) directive_what=$1 RET='kdump-tools always reboots after a dump' ;;
    debian:force_rebuild\ 1 | debian:force_no_rebuild\ 1)
        directive_what=$1 RET='kdump-tools makes its initrd when a kernel is installed'
        ;;
    debian:auto_reset_crashkernel\ yes) directive_what=$1 RET='nothing resets crashkernel on it; leave it out' ;;
    el:compression\ *) RET='makedumpfile itself compresses; use core_collector makedumpfile with -c, -l, -p or -z' ;;
    el:nfs\ *%* | el:ssh\ *%*)
        directive_what=$1
        RET='kdump asks ip route for the way to the target, which takes no interface; use an address without %'
        ;;
    suse:raw\ *) RET='kdump writes to no bare partition; use path, nfs or ssh' ;;
    suse:virtiofs\ * | suse:ext2\ * | suse:ext3\ * | suse:ext4\ * | suse:minix\ * | suse:btrfs\ * | suse:xfs\ *)
        RET='kdump takes no device; mount it by /etc/fstab and use path, or use nfs or ssh'
        ;;
    suse:nfs\ *%* | suse:ssh\ *%*)
        directive_what=$1
        RET='the target becomes a URL, in which % begins something else; use an address without it'
        ;;
    suse:core_collector\ makedumpfile | suse:core_collector\ makedumpfile\ *) return 1 ;;
    suse:core_collector\ *)
        directive_what=$1 RET='kdump runs makedumpfile and nothing else; for a whole dump use makedumpfile -d 0'
        ;;
    suse:compression\ *) RET='kdump compresses no finished file; use core_collector makedumpfile -c, -l, -p or -z' ;;
    suse:kdump_emergency\ *) RET='kdump has no such hook; use kdump_post' ;;
    suse:extra_modules\ *) RET='name them in a file of /etc/dracut.conf.d, as add_drivers' ;;
    suse:dracut_args\ *) RET='mkdumprd takes dracut'\''s options from /etc/dracut.conf.d; write them there' ;;
    suse:fence_kdump_args\ * | suse:fence_kdump_nodes\ *) RET='run fence_kdump_send from a program of kdump_post' ;;
    suse:failure_action\ reboot | suse:failure_action\ shell) return 1 ;;
    suse:failure_action\ *)
        directive_what=$1 RET='after a failed dump kdump reboots, or opens a shell; use reboot or shell'
        ;;
    suse:final_action\ reboot) return 1 ;;
    suse:final_action\ *) directive_what=$1 RET='kdump reboots after a dump; use reboot' ;;
    suse:force_rebuild\ 1 | suse:force_no_rebuild\ 1)
        directive_what=$1 RET='mkdumprd itself sees what changed; run mkdumprd -f by hand'
        ;;
    suse:auto_reset_crashkernel\ yes)
        directive_what=$1 RET='whoever gives a crashkernel value does not want it reset; leave it out'
        ;;
    *) return 1 ;;
    esac
}

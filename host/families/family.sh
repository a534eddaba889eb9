# shellcheck shell=sh
# What a family of distributions has to know: a folder beside this file, whose functions begin with the family's name.
# The rest of the program asks `family NAME` for:
#   recommended                  RET: the crashkernel value for this architecture
#   idle                         status 1 while the package manager is at work
#   packages_install             installs what kdump needs, remembers what is new
#   add WHAT PACKAGE...          installs packages, which WHAT is people's word for
#   drgn_package                 RET: the package that has drgn
#   packages_missing             RET: what of that is not installed, a blank before each
#   packages_installed           RET: JSON object of package and version
#   package_versions PACKAGE...  RET: a line `name version` for each that is installed
#   package_names                RET: all that is installed, a name a line
#   packages_purge NAME          takes away what packages_install (debuginfo_install) brought
#   crashkernel_put VALUE        the boot configuration says crashkernel=VALUE
#   crashkernel_said             RET: VALUE, where the boot configuration itself shows that it is ours, or empty
#   crashkernel_remove           takes it back
#   boot_regenerate VALUE        the boot loader's configuration, checked; RET: how many entries
#   next_boot                    next_boot_entry, where the boot loader's default entry can be told
#   conf_file                    RET: the file or files that `conf` writes
#   conf_block TEXT              RET: our lines for the end of TEXT, the administrator's part of $conf_file, from
#                                conf_* (conf/parse.sh); may be empty, and may call conf_file_hide
#   conf_check TEXT              status 1 unless TEXT says what was meant
#   dump_path                    RET: where dumps go; sets dump_away when that is not on this host
#   dump_level                   RET: which pages are left out of a dump, makedumpfile's -d
#   dumps_private                dumps are written for root alone
#   dumps_private_back           takes that back
#   dump_litter                  RET: names of files that the tools leave in that directory
#   ssh_names HOST PORT          RET: the names of a line of known_hosts, by which the capture kernel finds it
#   ssh_ready                    what the capture kernel needs for an ssh target besides the configuration
#   ssh_back                     takes that back
#   unit                         RET: the systemd unit
#   images                       RET: a line for each file that the unit builds beside the kernels and that no package
#                                removes
#   image_old                    RET: a sentence where the capture initramfs is not of the running kernel, or older
#                                than what it is made of, so that the unit makes it anew when it starts; or empty
#   capture_opens                RET: a place beside the dump directory that the capture kernel has to mount, or empty
#   capture_keys                 status 0 where the capture kernel is handed the keys of encrypted volumes
#   capture_unit                 RET: the unit that writes the dump where the capture kernel boots this system, or empty
#   capture_image                RET: its initramfs
#   capture_unpacked FILE        RET: how large FILE, an initramfs, is unpacked, in KiB; 0 where that cannot be told
#   capture_base                 RET: the crashkernel value that does where nothing is encrypted, or empty
#   unload                       unloads the capture kernel
#   before_reboot                whatever keeps a plain reboot from being one
#   debuginfo_install ARCHIVE FILES
#                                packages with vmlinux of the running kernel: from ARCHIVE, a URL; or FILES, packages
#                                on the host, blank-separated; or what the host is set up for, where both are empty
#   debuginfo_remove             takes it back
#   changelogs RELEASE DIR       prints the changelog of the kernel RELEASE and those of the newer kernels of its
#                                flavour that this host knows, the oldest first: `@ PACKAGE VERSION SOURCE`, the first
#                                with the source `own`, and the text, a blank before each line. Files go to DIR.
#                                Status 1 where that cannot be told

# family NAME ARGUMENT...: calls FAMILY_NAME, or rpm_NAME where EL or SUSE has none of its own.
family() {
    local family_function="${family_name}_$1"
    if ! command -v "$family_function" >/dev/null; then family_function=rpm_$1; fi
    shift
    "$family_function" "$@"
}

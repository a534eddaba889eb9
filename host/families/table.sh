# shellcheck shell=sh
# Which family a distribution belongs to. A family is one file beside this one, whose functions begin with
# its name; the rest of the program asks `family NAME` for:
#   recommended                  RET: the crashkernel value for this architecture
#   idle                         status 1 while the package manager is at work
#   packages_install             installs what kdump needs, remembers what is new
#   add WHAT PACKAGE...          installs packages, which WHAT is people's word for
#   packages_installed           RET: JSON object of package and version
#   package_versions PACKAGE...  RET: a line `name version` for each that is installed
#   package_names                RET: all that is installed, a name a line
#   packages_purge NAME          takes away what packages_install (debuginfo_install) brought
#   crashkernel_put VALUE        the boot configuration says crashkernel=VALUE
#   crashkernel_wanted           RET: VALUE that was put, or empty
#   crashkernel_remove           takes it back
#   boot_regenerate VALUE        the boot loader's configuration, checked; RET: how many entries
#   conf_file                    RET: the file or files that `conf` writes
#   conf_block TEXT              RET: our lines for the end of TEXT, the administrator's part of $conf_file, from
#                                conf_* (conf/lines.sh); may be empty, and may call conf_hide
#   conf_check TEXT              status 1 unless TEXT says what was meant
#   dump_path                    RET: where dumps go; sets dump_away when that is not on this host
#   dump_level                   RET: which pages are left out of a dump, makedumpfile's -d
#   dumps_private                dumps are written for root alone; dumps_private_back takes that back
#   dump_litter                  RET: names of files that the tools leave in that directory
#   ssh_names HOST PORT          RET: the names of a line of known_hosts, by which the capture kernel finds it
#   ssh_ready                    what the capture kernel needs for an ssh target besides the configuration; ssh_back
#                                takes that back
#   unit                         RET: the systemd unit
#   images                       RET: a line for each file that the unit builds beside the kernels and no package removes
#   capture_opens                RET: a place beside the dump directory that the capture kernel has to mount, or empty
#   capture_keys                 status 0 where the capture kernel is handed the keys of encrypted volumes
#   capture_base                 RET: the crashkernel value that does where nothing is encrypted, or empty
#   unload                       unloads the capture kernel
#   before_reboot                whatever keeps a plain reboot from being one
#   debuginfo_install ARCHIVE    packages with vmlinux of the running kernel; ARCHIVE is a URL or empty, debuginfo_files as
#                                steps/debuginfo.sh says
#   debuginfo_remove             takes it back

supported='Debian 11 to 13, Ubuntu 20.04, 22.04, 24.04, 25.10 and 26.04, RHEL, CentOS and Oracle Linux 7 to 10, AlmaLinux and Rocky Linux 8 to 10, Fedora 41 and later, Amazon Linux 2 and 2023, SUSE Linux Enterprise Server 12, 15 and 16, openSUSE Leap 15 and 16, openSUSE Tumbleweed'

family() {
    family_function=${family_name}_$1
    shift
    "$family_function" "$@"
}

# family_find: every step but `install` may have found the host supported before, and must stay able to undo.
family_find() {
    if [ "$step" = install ]; then unsupported_host; fi
    case $os_id:$os_version in
    debian:11 | debian:12 | debian:13) family_name=debian ;;
    ubuntu:20.04 | ubuntu:22.04 | ubuntu:24.04 | ubuntu:25.10 | ubuntu:26.04) family_name=debian ;;
    centos:7 | rhel:7.* | ol:7.* | centos:8 | centos:9 | centos:10) family_name=el ;;
    rhel:8.* | rhel:9.* | rhel:10.* | almalinux:8.* | almalinux:9.* | almalinux:10.*) family_name=el ;;
    rocky:8.* | rocky:9.* | rocky:10.* | ol:8.* | ol:9.* | ol:10.*) family_name=el ;;
    fedora:4[1-9] | fedora:[5-9]? | amzn:2 | amzn:2023 | amzn:2023.*) family_name=el ;;
    sles:1[256] | sles:1[256].* | sles_sap:1[256] | sles_sap:1[256].*) family_name=suse ;;
    opensuse-leap:1[56] | opensuse-leap:1[56].* | opensuse-tumbleweed:*) family_name=suse ;;
    *) fail unsupported "${os_name:-${os_id:-This system} $os_version} is not supported. kdump-host knows $supported." ;;
    esac
}

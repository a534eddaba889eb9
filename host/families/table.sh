# shellcheck shell=sh
# Which family a distribution belongs to. A family is one file beside this one, whose functions begin with
# its name; the rest of the program asks `family NAME` for:
#   recommended                  RET: the crashkernel value for this architecture
#   idle                         status 1 while the package manager is at work
#   packages_install             installs what kdump needs, remembers what is new
#   packages_installed           RET: JSON object of package and version
#   packages_purge NAME          takes away what packages_install (debuginfo_install) brought
#   crashkernel_put VALUE        the boot configuration says crashkernel=VALUE
#   crashkernel_wanted           RET: VALUE that was put, or empty
#   crashkernel_remove           takes it back
#   boot_regenerate VALUE        the boot loader's configuration, checked; RET: how many entries
#   conf_file                    RET: the file that `conf` writes
#   conf_block TEXT              RET: our lines for the end of TEXT, from conf_* (steps/conf.sh)
#   conf_check TEXT              status 1 unless TEXT says what was meant
#   dump_path                    RET: where dumps go
#   dump_litter                  RET: names of files that the tools leave in that directory
#   unit                         RET: the systemd unit
#   unload                       unloads the capture kernel
#   before_reboot                whatever keeps a plain reboot from being one
#   debuginfo_install ARCHIVE    vmlinux of the running kernel, if it is not there
#   debuginfo_remove             takes it back

supported='Debian 12 and 13, Ubuntu 22.04 and 24.04'

family() {
    family_function=${family_name}_$1
    shift
    "$family_function" "$@"
}

family_find() {
    case $os_id:$os_version in
    debian:12 | debian:13 | ubuntu:22.04 | ubuntu:24.04) family_name=debian ;;
    *) fail unsupported "${os_name:-${os_id:-This system} $os_version} is not supported. kdump-host knows $supported." ;;
    esac
}

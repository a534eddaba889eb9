# shellcheck shell=sh
# Which family a distribution belongs to.

supported='Debian 11 to 13, Ubuntu 20.04, 22.04, 24.04, 25.10 and 26.04, '
supported="${supported}RHEL, CentOS and Oracle Linux 7 to 10, AlmaLinux and Rocky Linux 8 to 10, "
supported="${supported}Fedora 41 and later, Amazon Linux 2 and 2023, "
supported="${supported}SUSE Linux Enterprise Server 12, 15 and 16, openSUSE Leap 15 and 16, openSUSE Tumbleweed"

# table_find: every step but `install` may have found the host supported before, and must stay able to undo.
table_find() {
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
    *)
        fail unsupported "${os_name:-${os_id:-This system} $os_version} is not supported. kdump-host knows $supported."
        ;;
    esac
}

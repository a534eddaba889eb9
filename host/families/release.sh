# shellcheck shell=sh
# Made by `npm run generate` from data/releases.json and data/crashkernel.json: change it there.

# The distributions that are supported, for people.
supported='Debian 11 to 13, Ubuntu 20.04, 22.04, 24.04, 25.10 and 26.04, RHEL, CentOS and '
supported="${supported}Oracle Linux 7 to 10, AlmaLinux and Rocky Linux 8 to 10, Fedora 41 and later, "
supported="${supported}Amazon Linux 2 and 2023, SUSE Linux Enterprise Server 12, 15 and 16, openSUSE "
supported="${supported}Leap 15 and 16, openSUSE Tumbleweed"

# release_find ID VERSION_ID: family_name; release_generation, of which all releases know the same directives; and
# release_table, its recommended crashkernel values. Status 1 where it is not supported.
release_find() {
    case $1:$2 in
    debian:11 | debian:12 | debian:13) family_name=debian release_generation=kdump-tools release_table=debian ;;
    ubuntu:20.04) family_name=debian release_generation=kdump-tools-1.6.7 release_table=ubuntu ;;
    ubuntu:22.04 | ubuntu:24.04) family_name=debian release_generation=kdump-tools release_table=ubuntu ;;
    ubuntu:25.10 | ubuntu:26.04) family_name=debian release_generation=kdump-tools release_table=ubuntu-24.10 ;;
    rhel:7.*) family_name=el release_generation=7 release_table=el7 ;;
    rhel:8.*) family_name=el release_generation=8 release_table=el8 ;;
    rhel:9.*) family_name=el release_generation=9 release_table=el9 ;;
    rhel:10.*) family_name=el release_generation=10 release_table=el10 ;;
    centos:7) family_name=el release_generation=7 release_table=el7 ;;
    centos:8) family_name=el release_generation=8 release_table=el8 ;;
    centos:9) family_name=el release_generation=9 release_table=el9 ;;
    centos:10) family_name=el release_generation=10 release_table=el10 ;;
    ol:7.*) family_name=el release_generation=7 release_table=el7 ;;
    ol:8.*) family_name=el release_generation=8 release_table=oracle8 ;;
    ol:9.*) family_name=el release_generation=9 release_table=oracle9 ;;
    ol:10.*) family_name=el release_generation=10 release_table=oracle9 ;;
    almalinux:8.*) family_name=el release_generation=8 release_table=el8 ;;
    almalinux:9.*) family_name=el release_generation=9 release_table=el9 ;;
    almalinux:10.*) family_name=el release_generation=10 release_table=el10 ;;
    rocky:8.*) family_name=el release_generation=8 release_table=el8 ;;
    rocky:9.*) family_name=el release_generation=9 release_table=el9 ;;
    rocky:10.*) family_name=el release_generation=10 release_table=el10 ;;
    fedora:4[1-9] | fedora:[5-9][0-9]) family_name=el release_generation=fedora release_table=el10 ;;
    amzn:2) family_name=el release_generation=al2 release_table=al2 ;;
    amzn:2023 | amzn:2023.*) family_name=el release_generation=al2023 release_table=al2023 ;;
    sles:12 | sles:12.* | sles:15 | sles:15.[0-5]) family_name=suse release_generation=suse-old release_table= ;;
    sles:15.* | sles:16 | sles:16.*) family_name=suse release_generation=suse release_table= ;;
    sles_sap:12 | sles_sap:12.* | sles_sap:15 | sles_sap:15.[0-5])
        family_name=suse release_generation=suse-old release_table=
        ;;
    sles_sap:15.* | sles_sap:16 | sles_sap:16.*) family_name=suse release_generation=suse release_table= ;;
    opensuse-leap:15 | opensuse-leap:15.[0-5]) family_name=suse release_generation=suse-old release_table= ;;
    opensuse-leap:15.* | opensuse-leap:16 | opensuse-leap:16.* | opensuse-tumbleweed:*)
        family_name=suse release_generation=suse release_table=
        ;;
    *) return 1 ;;
    esac
}

# release_recommended ARCH KERNEL: RET is the release's own crashkernel value; status 1 where it has none.
release_recommended() {
    RET=
    case $release_table:$1:$2 in
    debian:x86_64:*) RET=512M-:192M ;;
    debian:aarch64:* | debian:ppc64le:*) RET=2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M ;;
    ubuntu:x86_64:*) RET=512M-:192M ;;
    ubuntu:aarch64:* | ubuntu:ppc64le:*) RET=2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M ;;
    ubuntu-24.10:x86_64:* | ubuntu-24.10:aarch64:* | ubuntu-24.10:ppc64le:*)
        RET=2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M
        ;;
    el7:x86_64:*) RET=1G-4G:192M,4G-64G:256M,64G-:512M ;;
    el7:aarch64:*) RET=2G-:480M ;;
    el7:ppc64le:*) RET=2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G ;;
    el8:x86_64:*) RET=1G-4G:192M,4G-64G:256M,64G-:512M ;;
    el8:aarch64:*) RET=2G-:480M ;;
    el8:ppc64le:*) RET=2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G ;;
    el9:x86_64:*) RET=1G-4G:192M,4G-64G:256M,64G-:512M ;;
    el9:aarch64:*64k*) RET=1G-4G:356M,4G-64G:420M,64G-:676M ;;
    el9:aarch64:*) RET=1G-4G:256M,4G-64G:320M,64G-:576M ;;
    el9:ppc64le:*) RET=2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G ;;
    el10:x86_64:*) RET=2G-64G:256M,64G-:512M ;;
    el10:aarch64:*64k*) RET=2G-4G:356M,4G-64G:420M,64G-:676M ;;
    el10:aarch64:*) RET=2G-4G:256M,4G-64G:320M,64G-:576M ;;
    el10:ppc64le:*) RET=2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G ;;
    oracle8:x86_64:5.15.*uek* | oracle8:aarch64:5.15.*uek*) RET=1G-64G:448M,64G-:512M ;;
    oracle8:x86_64:*) RET=1G-4G:192M,4G-64G:256M,64G-:512M ;;
    oracle8:aarch64:*) RET=2G-:480M ;;
    oracle8:ppc64le:*) RET=2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G ;;
    oracle9:x86_64:* | oracle9:aarch64:*) RET=1G-64G:448M,64G-:512M ;;
    oracle9:ppc64le:*) RET=2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G ;;
    al2:x86_64:* | al2:aarch64:*) RET=160M ;;
    al2023:x86_64:*) RET=1G-4G:192M,4G-64G:256M,64G-:512M ;;
    al2023:aarch64:*64k*) RET=1G-4G:356M,4G-64G:420M,64G-:676M ;;
    al2023:aarch64:*) RET=1G-4G:256M,4G-64G:320M,64G-:576M ;;
    al2023:ppc64le:*) RET=2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G ;;
    *) return 1 ;;
    esac
}

# release_adds: status 1 where the release's own value is the same for every device.
release_adds() {
    case $release_generation in
    9 | 10 | fedora | al2023) ;;
    *) return 1 ;;
    esac
}

# What these need more, in MiB.
release_add_memory_encryption=64
release_add_smmu_64k=384
release_add_mlx5_64k=200
release_add_mlx5=150

# shellcheck shell=sh
# How kernels differ in what they make of crashkernel=.

# crashkernel_rules RELEASE ARCH: how kernels differ; src/crashkernel/kernelRules.ts tells where each rule comes from.
#   size_rounds   memory is rounded up to 128 MiB before ranges are looked at
#   size_counts   kexec_crash_size counts the block below 4 GiB too
#   size_high     SIZE,high is known
#   size_tries    ... and looked for where a plain size is 0 or not understood; SIZE,low counts for both
#   size_default  the block below 4 GiB that a reservation above brings by itself
#   size_first    where a plain size is looked for first: below so many bytes; empty for 4 GiB
#   size_falls    a plain size that is not found there is looked for above
#   size_page     sizes are rounded up to it
#   size_align    addresses have to be multiples of it
#   size_cma      SIZE,cma is known
#   size_lends    ... and reserved on this architecture
#   size_auto     the least memory of which `auto` reserves something; empty where the kernel does not know it
crashkernel_rules() {
    size_rounds='' size_counts='' size_high='' size_tries='' size_default=0 size_first='' size_falls=''
    size_page=1 size_align=1 size_cma='' size_lends='' size_auto=''
    crashkernel_rules_version "$1"
    if [ "$size_version" -ge 6000 ]; then size_rounds=1; fi
    if [ "$size_version" -ge 6005 ]; then size_counts=1; fi
    if [ "$size_version" -ge 6017 ]; then size_cma=1; fi
    case $2 in
    x86_64) crashkernel_rules_x86 ;;
    aarch64) crashkernel_rules_arm "$1" ;;
    ppc64le)
        size_page=65536
        if [ "$size_version" -ge 7000 ]; then size_lends=1; fi
        ;;
    esac
    crashkernel_rules_red_hat "$1" "$2"
    # What the running kernel says of itself goes before its number.
    case ${host_cma-}:$2 in
    yes:x86_64) size_cma=1 size_lends=1 ;;
    yes:*) size_cma=1 ;;
    no:*) size_cma='' size_lends='' ;;
    esac
    case ${host_auto-} in
    yes) size_auto=${size_auto:-1073741824} ;;
    no) size_auto= ;;
    esac
}

# crashkernel_rules_version RELEASE: size_version is 6001 for 6.1; what names no version is a kernel of
# today.
crashkernel_rules_version() {
    size_major=${1%%.*}
    size_minor=${1#*.}
    size_minor=${size_minor%%[!0-9]*}
    case $size_major:$size_minor in
    *[!0-9:]* | :* | *: | 0* | *:0?* | ???????*:* | *:???????*) size_version=9999999 ;;
    *) size_version=$((size_major * 1000 + size_minor)) ;;
    esac
}

crashkernel_rules_x86() {
    size_high=1 size_default=268435456 size_falls=1 size_align=16777216
    if [ "$size_version" -lt 6007 ]; then size_tries=1 size_align=1048576; fi
    if [ "$size_version" -lt 5002 ]; then size_first=939524096 size_falls=''; fi
    if [ "$size_version" -ge 6017 ]; then size_lends=1; fi
}

crashkernel_rules_arm() {
    size_align=2097152
    if [ "$size_version" -ge 5019 ]; then size_high=1; fi
    if [ "$size_version" -ge 6002 ]; then size_default=134217728 size_falls=1; fi
    if [ "$size_version" -ge 7003 ]; then size_lends=1; fi
    if [ "$size_version" -lt 6007 ]; then
        case $1 in
        *64k*) size_page=65536 ;;
        *) size_page=4096 ;;
        esac
    fi
}

# Red Hat's own kernels, and Oracle's for the same distributions.
crashkernel_rules_red_hat() {
    case $1:$2 in
    3.10.0-*.el7*) size_auto=2147483648 ;;
    4.18.0-*.el8*:x86_64) size_auto=1073741824 size_rounds=1 ;;
    4.18.0-*.el8*) size_auto=2147483648 size_rounds=1 ;;
    5.*.el[78]uek*:x86_64) size_auto=1073741824 ;;
    *.el[78]uek*) size_auto=2147483648 ;;
    esac
    case $1:$2 in
    3.10.0-*.el7*:x86_64 | 4.18.0-*.el8*:x86_64) size_first='' size_falls=1 ;;
    5.14.0-*.*el9*)
        size_build=${1#5.14.0-}
        case ${size_build%%.*} in
        *[!0-9]* | '' | ??????????*) ;;
        *) if [ "${size_build%%.*}" -ge 133 ]; then size_rounds=1; fi ;;
        esac
        ;;
    esac
}

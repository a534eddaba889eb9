# shellcheck shell=sh
# What the kernel and the distribution say about this host, read by builtins alone.
os_id='' os_version='' os_name='' os_codename=

# host_line FILE: RET is its first line, empty when there is none.
host_line() {
    RET=
    if [ -r "$root$1" ]; then IFS= read -r RET <"$root$1" || :; fi
}

host_read() {
    host_line /proc/sys/kernel/osrelease
    host_release=$RET
    host_line /proc/sys/kernel/random/boot_id
    host_boot=$RET
    host_line /sys/kernel/kexec_crash_size
    host_reserved=${RET:-0}
    host_arch=$(uname -m)
    host_read_os
    host_read_memory
    host_read_command_line
    host_read_auto
}

host_read_os() {
    records_read "$root/etc/os-release" = ID=os_id VERSION_ID=os_version PRETTY_NAME=os_name \
        VERSION_CODENAME=os_codename
    host_bare "$os_id"
    os_id=$RET
    host_bare "$os_version"
    os_version=$RET
    host_bare "$os_name"
    os_name=$RET
    host_bare "$os_codename"
    os_codename=$RET
}

# host_bare TEXT: RET is TEXT without the quotes around it.
host_bare() {
    RET=${1#[\"\']}
    RET=${RET%[\"\']}
}

# The kernel measures crashkernel= against the sum of all firmware-usable memory, to the byte: the top-level
# `System RAM` of /proc/iomem. MemTotal is less: it lacks the kernel image, the page structures and the
# reservation itself. host_low is what lies below 4 GiB; a machine without any there has no such border.
host_read_memory() {
    host_memory=0 host_low=0
    while IFS= read -r memory_line; do
        case $memory_line in
        ' '*) ;;
        *' : System RAM')
            memory_range=${memory_line%% *}
            memory_start=$((0x${memory_range%-*})) memory_end=$((0x${memory_range#*-} + 1))
            host_memory=$((host_memory + memory_end - memory_start))
            if [ "$memory_start" -lt 4294967296 ]; then host_low=$host_memory; fi
            ;;
        esac
    done <"$root/proc/iomem"
    # Without the rights to see them, all addresses read as 0.
    if [ "$host_memory" -lt 1048576 ]; then
        host_low=0
        while read -r memory_key memory_kib _; do
            if [ "$memory_key" = MemTotal: ]; then host_memory=$((memory_kib * 1024 + host_reserved)); fi
        done <"$root/proc/meminfo"
        if [ "$host_memory" -gt 3221225472 ]; then host_low=3221225472; fi
        say "/proc/iomem shows no memory; going by MemTotal of /proc/meminfo, which is a little too low"
    fi
    if [ "$host_low" = 0 ]; then host_low=$host_memory; fi
}

# host_arguments is each crashkernel= of the running kernel's command line, in its order, for the kernel's own sum.
# host_crashkernel is what counts of them: the last one, and a pair where there is no other, with ,cma at the end. A
# kernel that does not know ,cma takes that for the size.
host_read_command_line() {
    host_arguments='' host_crashkernel='' command_high='' command_low='' command_cma=''
    host_line /proc/cmdline
    set -f
    for command_word in $RET; do
        case $command_word in
        *crashkernel=*) command_word=${command_word##*crashkernel=} ;;
        *) continue ;;
        esac
        host_arguments="$host_arguments crashkernel=$command_word"
        case $command_word in
        *,cma) command_cma=$command_word ;;
        *,high) command_high=$command_word ;;
        *,low) command_low=$command_word ;;
        *) host_crashkernel=$command_word ;;
        esac
    done
    set +f
    host_arguments=${host_arguments# }
    if [ -z "$host_crashkernel" ] && [ -n "$command_high" ]; then
        host_crashkernel=$command_high${command_low:+ $command_low}
    fi
    host_cma=
    if [ -n "$command_cma" ]; then
        host_read_cma
        host_crashkernel="$host_crashkernel${host_crashkernel:+ }$command_cma"
    fi
}

# host_read_cma: host_cma tells whether the running kernel knows crashkernel=SIZE,cma, and is empty where it does not
# say itself: distributions take it over to kernels of lower numbers, and may build without it.
host_read_cma() {
    host_cma=
    if ! grep -q ' parse_crashkernel$' "$root/proc/kallsyms" 2>/dev/null; then return 0; fi
    host_cma=no
    if grep -q ' reserve_crashkernel_cma$' "$root/proc/kallsyms" && grep -q '^CmaTotal:' "$root/proc/meminfo"; then
        host_cma=yes
    fi
}

# host_read_auto: the same for crashkernel=auto, of which the kernel's configuration tells, and its own deed.
host_read_auto() {
    host_auto=
    if [ "$host_crashkernel" = auto ] && [ "$host_reserved" != 0 ]; then
        host_auto=yes
    elif grep -qsE '^CONFIG_(KEXEC_AUTO_RESERVE=y|CRASH_AUTO_STR="[^"])' "$root/boot/config-$host_release"; then
        host_auto=yes
    elif [ -f "$root/boot/config-$host_release" ]; then
        # Red Hat's for 8 has it without a setting.
        case $host_release in
        4.18.0-*.el8*) ;;
        *) host_auto=no ;;
        esac
    fi
}

# host_loaded: is a capture kernel loaded?
host_loaded() {
    host_line /sys/kernel/kexec_crash_loaded
    [ "$RET" = 1 ]
}

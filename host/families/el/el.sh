# shellcheck shell=sh
# RHEL and what is rebuilt from it, Fedora and Amazon Linux: /etc/kdump.conf and kdumpctl everywhere; the boot
# loader differs by release. ../rpm has what SUSE has too.

# kdumpctl's own initramfs, which gets the keys of encrypted volumes where both the kernel and kdumpctl (1.0.59) know
# how; then it does not load without them.
el_capture_opens() { RET=; }
el_capture_keys() { [ -d "$root/sys/kernel/config/crash_dm_crypt_keys" ] && el_conf_knows prepare_luks; }
el_capture_base() { table_recommended; }

# ssh reads ~/.ssh/config there too, in which the trust step has put the port.
el_ssh_names() { place_ssh_names "$@"; }
el_ssh_ready() { :; }
el_ssh_back() { :; }

el_unload() { kdumpctl stop >>"$log" 2>&1; }

# Not crashkernel=auto, even where a kernel still knows it: what it reserves cannot be told from here, and from 9 on it
# is gone. Who wants it says so. What the release's own kdumpctl says is its value; the table is for those that do not
# tell, and for a host where it is not installed yet.
el_recommended() {
    local el_table
    table_recommended
    el_table=$RET
    if el_recommended_asked; then return 0; fi
    RET=$el_table
    el_recommended_more
    if [ "$RET" != 0 ]; then el_recommended_add "$el_table" "$RET"; else RET=$el_table; fi
}

# el_recommended_asked: RET is what this host's kdumpctl says, with what its devices need more; status 1 where it says
# none. That of 8 and before does not know the question. kdump it is, because what fadump needs is another matter.
el_recommended_asked() {
    if ! command -v kdumpctl >/dev/null 2>&1; then return 1; fi
    RET=$(kdumpctl get-default-crashkernel kdump 2>/dev/null </dev/null) || return 1
    case $RET in
    *[!0-9KMGT:,-]* | '' | [!0-9]*) return 1 ;;
    [0-9]*-*:*[KMGT]*) return 0 ;;
    esac
    return 1
}

# el_recommended_more: RET is how many MiB the devices of this host need more, by the same function.
el_recommended_more() {
    local el_more
    el_more=0
    if ! release_adds; then
        RET=0
        return 0
    fi
    case $host_arch:$host_release in
    x86_64:*) if el_memory_encrypted; then el_more=$release_add_memory_encryption; fi ;;
    aarch64:*64k*)
        if el_any "$root"/sys/devices/platform/arm-smmu-*; then el_more=$release_add_smmu_64k; fi
        if [ -d "$root/sys/bus/pci/drivers/mlx5_core" ]; then el_more=$((el_more + release_add_mlx5_64k)); fi
        ;;
    aarch64:*) if [ -d "$root/sys/bus/pci/drivers/mlx5_core" ]; then el_more=$release_add_mlx5; fi ;;
    esac
    RET=$el_more
}

el_any() {
    [ -e "$1" ]
}

# SME, or SEV in a guest, of AMD: the capture kernel's bounce buffers are larger. The kernel says so as it boots, and
# its own buffer may have moved on since.
el_memory_encrypted() {
    (
        dmesg || :
        journalctl -q -k -b || :
    ) 2>/dev/null </dev/null |
        grep 'Memory Encryption Features active:.*AMD' | grep -qE ' (SME|SEV)( |$)'
}

# el_recommended_add VALUE MIB: RET is VALUE with so much more for each range.
el_recommended_add() {
    local el_ranges el_sum el_range='' el_size=
    el_ranges=$1, el_sum=
    while [ -n "$el_ranges" ]; do
        el_range=${el_ranges%%,*}
        el_ranges=${el_ranges#*,}
        case $el_range in
        *G)
            el_size=${el_range##*:}
            el_size=$((${el_size%G} * 1024))
            ;;
        *) el_size=${el_range##*:} ;;
        esac
        el_sum="$el_sum,${el_range%:*}:$((${el_size%M} + $2))M"
    done
    RET=${el_sum#,}
}

# el_boot NAME ARGUMENT...: by what this release has (mkconfig.sh, entries.sh).
el_boot() {
    local el_part="$1"
    shift
    el_traits
    "el_${el_boots}_$el_part" "$@"
}

el_crashkernel_put() { el_boot put "$1"; }
el_crashkernel_remove() { el_boot remove; }
el_boot_regenerate() { el_boot regenerate "$1"; }
el_next_boot() { el_boot next; }

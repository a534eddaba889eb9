# shellcheck shell=sh
# What encryption does to a capture kernel. A volume that dumps go to has to be unlocked there, where nobody types a
# passphrase, and the key derivation of LUKS2 takes memory on purpose, by default up to 1 GiB. And where memory itself
# is encrypted (AMD SME and SEV, Intel TDX), devices see none of it but bounce buffers, which come out of the
# reservation.

# encryption_read: once per run. crypt_volume, empty where there is none, is the first encrypted volume that the capture
# kernel has to open, crypt_what the place for which it has to, crypt_most and crypt_least the bytes that its key slots
# take; encryption_memory is the kind of memory encryption, or empty.
encryption_read() {
    if [ -n "${encryption_done-}" ]; then return 0; fi
    encryption_done=1 crypt_volume='' crypt_backing='' crypt_what='' crypt_most=0 crypt_least=0
    case $dump_away:$dump_place in
    :*) encryption_find "$dump_path" ;;
    *:/dev/*)
        crypt_what=$dump_place
        encryption_device "$dump_place" || :
        ;;
    esac
    if [ -z "$crypt_volume" ]; then
        family capture_opens
        if [ -n "$RET" ]; then encryption_find "$RET"; fi
    fi
    if [ -n "$crypt_volume" ]; then encryption_slots; fi
    encryption_memory_find
}

# encryption_find PATH: the volume below its file system, whatever lies in between: LVM, RAID, partitions.
encryption_find() {
    crypt_what=$1
    crypt_path=$(readlink -f "$root$1") || crypt_path=$root$1
    encryption_mount "${crypt_path#"$root"}/"
    if [ -z "$RET" ]; then return 0; fi
    # btrfs and the like have numbers of their own, so the name of the device comes first.
    crypt_number=${RET%% *}
    encryption_device "${RET#* }" || encryption_walk "$root/sys/dev/block/$crypt_number"
}

# encryption_device FILE: status 1 where the kernel has no block device of that name.
encryption_device() {
    crypt_node=$(readlink -f "$root$1") || return 1
    if [ ! -d "$root/sys/class/block/${crypt_node##*/}" ]; then return 1; fi
    encryption_walk "$root/sys/class/block/${crypt_node##*/}"
}

# encryption_mount PATH/: RET is MAJOR:MINOR and the source of the file system that holds PATH. The last of two that are
# mounted at one place counts.
encryption_mount() {
    RET=$(CRYPT_PATH=$1 awk '
        {
            point = $5
            gsub(/\\040/, " ", point)
            if (point != "/") point = point "/"
            if (index(ENVIRON["CRYPT_PATH"], point) != 1 || length(point) < longest) next
            longest = length(point)
            for (i = 7; i < NF && $i != "-"; i++) ;
            found = $3 " " $(i + 2)
        }
        END { print found }' "$root/proc/self/mountinfo" 2>/dev/null) || RET=
}

# encryption_walk DIR: DIR is a block device in sysfs. What dm-crypt is for, its uuid says; dm-verity and dm-integrity
# have the same prefix, and no key.
encryption_walk() {
    crypt_uuid=
    if [ -r "$1/dm/uuid" ]; then IFS= read -r crypt_uuid <"$1/dm/uuid" || :; fi
    case $crypt_uuid in
    CRYPT-VERITY-* | CRYPT-INTEGRITY-*) ;;
    CRYPT-*)
        IFS= read -r crypt_volume <"$1/dm/name" || :
        for crypt_slave in "$1"/slaves/*; do crypt_backing=${crypt_slave##*/}; done
        return 0
        ;;
    esac
    for crypt_slave in "$1"/slaves/*; do
        if [ -z "$crypt_volume" ] && [ -e "$crypt_slave" ]; then encryption_walk "$crypt_slave"; fi
    done
}

# encryption_slots: a slot without Argon2 takes next to nothing. Without a header that can be read, nothing is known.
encryption_slots() {
    RET=$(timeout -k 5 30 cryptsetup luksDump "/dev/$crypt_backing" 2>/dev/null </dev/null | awk '
        /^[A-Za-z]/ { slots = $1 == "Keyslots:" }
        slots && $1 == "PBKDF:" { n++; kib[n] = 0 }
        slots && $1 == "Memory:" && $2 ~ /^[0-9]+$/ && length($2) < 11 { kib[n] = $2 }
        END {
            least = kib[1] + 0
            for (i = 1; i <= n; i++) { if (kib[i] > most) most = kib[i]; if (kib[i] < least) least = kib[i] }
            printf "%.0f %.0f", most * 1024, least * 1024
        }') || RET='0 0'
    crypt_most=${RET% *} crypt_least=${RET#* }
}

# What the kernel said when it booted, in the words of its several versions, where systemd (254 and later) does not
# tell.
encryption_memory_find() {
    encryption_memory=
    if [ "$host_arch" != x86_64 ]; then return 0; fi
    # Its status is 1 where it finds none.
    RET=$(systemd-detect-virt --cvm 2>/dev/null) || :
    case $RET in
    sev | sev-es | sev-snp | tdx) encryption_memory=$RET && return 0 ;;
    none) return 0 ;;
    esac
    if grep -qsw tdx_guest "$root/proc/cpuinfo"; then encryption_memory=tdx && return 0; fi
    case $(journalctl -q -b -k -o cat --no-pager 2>/dev/null | head -n 2000 |
        grep -m 1 -E -e 'Memory Encryption Features active: ' \
            -e 'Secure (Memory Encryption|Encrypted Virtualization) \([A-Z]+\) active') in
    *SEV-SNP*) encryption_memory=sev-snp ;;
    *SEV-ES*) encryption_memory=sev-es ;;
    *SEV*) encryption_memory=sev ;;
    *SME*) encryption_memory=sme ;;
    *TDX*) encryption_memory=tdx ;;
    esac
}

# encryption_closed: status 0 where the volume cannot be opened for certain, and then reason says why. The keys of a
# kernel that hands them over need no derivation.
encryption_closed() {
    encryption_read
    if [ -z "$crypt_volume" ] || [ "$crypt_least" -lt "$host_reserved" ] || family capture_keys; then return 1; fi
    say_mib "$crypt_least"
    crypt_size=$RET
    say_mib "$host_reserved"
    reason="$crypt_what lies on the encrypted volume $crypt_volume, and its key slots take $crypt_size and more to"
    reason="$reason unlock, while the capture kernel has no more than the $RET that are reserved. Reserve more, add a"
    reason="$reason key slot that takes less (cryptsetup luksAddKey --pbkdf pbkdf2 /dev/$crypt_backing), or have dumps"
    reason="$reason sent away from this host."
}

# encryption_remarks: sentences for remarks_add.
encryption_remarks() {
    encryption_read
    if [ -n "$crypt_volume" ] && ! family capture_keys; then encryption_remark; fi
    if [ -n "$encryption_memory" ]; then encryption_memory_remarks; fi
}

encryption_remark() {
    crypt_words="$crypt_what lies on the encrypted volume $crypt_volume (/dev/$crypt_backing). The capture kernel has"
    crypt_words="$crypt_words to unlock that, and nobody types a passphrase there: a dump is written only if a key file"
    crypt_words="$crypt_words or a TPM does it."
    if [ "$crypt_most" -gt 0 ]; then
        say_mib "$crypt_most"
        crypt_words="$crypt_words Its key slots take up to $RET to unlock."
        encryption_short "$crypt_most"
        crypt_words="$crypt_words$RET"
    fi
    remarks_add "$crypt_words A drill tells whether it works."
}

# The buffers: the kernel takes 6 % of its memory, and 64 MiB at least (arch/x86/mm/mem_encrypt.c); kdumpctl adds as
# much. TDX: the merge of x86_cc_for_v6.11_rc1. SEV-SNP: the merge of x86-urgent-2025-05-17, and what stable kernels
# took of it.
encryption_memory_remarks() {
    memory_name=$(printf 'AMD %s' "$encryption_memory" | tr '[:lower:]' '[:upper:]')
    if [ "$encryption_memory" = tdx ]; then memory_name='Intel TDX'; fi
    encryption_short 67108864
    if [ -n "$RET" ]; then
        remarks_add "The memory of this machine is encrypted ($memory_name), and its capture kernel takes 64 MiB of" \
            "what is reserved for bounce buffers.$RET"
    fi
    crashkernel_rules "$host_release" "$host_arch"
    case $encryption_memory in
    tdx) memory_since=6011 memory_what='can start another kernel in one from 6.11 on' ;;
    sev-snp) memory_since=6015 memory_what='writes dumps of one from 6.15 on' ;;
    *) return 0 ;;
    esac
    if [ "$size_version" -lt $memory_since ]; then
        remarks_add "This is a guest with $memory_name. Linux $memory_what, and distributions have taken that into" \
            "older kernels; whether $host_release has it, a drill tells."
    fi
}

# encryption_short BYTES: RET is a sentence where what is reserved is less than the distribution's own value and BYTES.
encryption_short() {
    encryption_more=$1
    family capture_base
    encryption_base=$RET
    RET=
    if [ "$host_reserved" = 0 ] || [ -z "$encryption_base" ] ||
        ! predict "$encryption_base" "$host_memory" "$host_release" "$host_arch" "$host_low"; then
        RET=
        return 0
    fi
    encryption_want=$((RET + encryption_more))
    if [ "$host_reserved" -ge "$encryption_want" ]; then RET='' && return 0; fi
    say_mib "$host_reserved"
    encryption_have=$RET
    say_mib "$encryption_want"
    RET=" $encryption_have are reserved, and $RET is what this distribution takes without that, and it: reserve as much"
    RET="$RET with crashkernel."
}

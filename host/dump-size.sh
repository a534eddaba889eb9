# shellcheck shell=sh
# How large a dump would be that was taken now, before any compression, which is the safe side: dump_size in bytes, at
# the dump level dump_level, and dump_size_from, who says so. makedumpfile counts the pages of the running kernel. Where
# it cannot (lockdown closes /proc/kcore, a kernel before 4.11, nothing reserved), /proc/meminfo gives an estimate, which
# is higher: it does not tell pages of zeros.

# How long makedumpfile may count, in seconds: it reads the description of every page.
dump_size_limit=60

# dump_size_read: once per run.
dump_size_read() {
    if [ -n "${dump_size_from-}" ]; then return 0; fi
    family dump_level
    dump_level=$RET
    dump_size_from=makedumpfile
    dump_size_count
    if [ -z "$RET" ]; then
        dump_size_from=meminfo
        dump_size_estimate
    fi
    dump_size=$RET
}

# What a level leaves out (makedumpfile(8), -d): 1 zeros, 2 cache that is not private, 4 all cache, 8 user data, 16 free.
dump_size_awk='
    function kept(bit) { return int(level / bit) % 2 == 0 }
'

# dump_size_count: RET is empty when makedumpfile cannot tell, or tells more than there is.
dump_size_count() {
    RET=$(timeout -k 5 "$dump_size_limit" makedumpfile --mem-usage "$root/proc/kcore" 2>/dev/null </dev/null |
        awk -v level="$dump_level" -v most="$host_memory" "$dump_size_awk"'
            $1 == "ZERO" && kept(1) { pages += $2 }
            $1 == "NON_PRI_CACHE" && kept(2) && kept(4) { pages += $2 }
            $1 == "PRI_CACHE" && kept(4) { pages += $2 }
            $1 == "USER" && kept(8) { pages += $2 }
            $1 == "FREE" && kept(16) { pages += $2 }
            $1 == "KERN_DATA" { pages += $2; kernel = $2 }
            $1 == "page" && $2 == "size:" { size = $3 }
            END { if (kernel > 0 && size > 0 && pages * size <= most) printf "%.0f", pages * size }')
}

# All memory but the reservation, without what the level leaves out. Private cache cannot be told from the rest of it.
dump_size_estimate() {
    RET=$(awk -v level="$dump_level" -v all="$((host_memory - host_reserved))" "$dump_size_awk"'
        { kib[$1] = $2 }
        END {
            if (!kept(4)) out += kib["Cached:"] + kib["Buffers:"]
            if (!kept(8)) out += kib["AnonPages:"] + (kib["HugePages_Total:"] - kib["HugePages_Free:"]) * kib["Hugepagesize:"]
            if (!kept(16)) out += kib["MemFree:"]
            bytes = all - out * 1024
            printf "%.0f", (bytes > 0 ? bytes : 0)
        }' "$root/proc/meminfo")
}

# dump_size_level WORDS: RET is the dump level of makedumpfile's arguments: the last of those that are tried in turn, and
# 0, everything, where none is said.
dump_size_level() {
    collector_read "${1#makedumpfile}"
    RET=${collector_level##*,}
    case $RET in
    [0-9] | [12][0-9] | 3[01]) ;;
    *) RET=0 ;;
    esac
}

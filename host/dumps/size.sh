# shellcheck shell=sh
# How large a dump taken now would be, uncompressed, to be on the safe side: dumps_size_bytes in bytes, at the dump
# level dump_level, and dumps_size_from, who says so. makedumpfile counts the pages of the running kernel. Where it
# cannot (lockdown closes /proc/kcore, a kernel before 4.11, nothing reserved), /proc/meminfo gives an estimate, which
# is higher: it does not tell pages of zeros.

# How long makedumpfile may count, in seconds: it reads the description of every page.
dumps_size_limit=180

# The answer.
dumps_size_bytes='' dumps_size_from='' dump_level='' dump_filtering=

# What makedumpfile said, and how it ended; the bytes of pages that are free, and that it takes for free; and a word of
# the kernel that it does not know.
dumps_size_said='' dumps_size_status=0 dumps_size_free=0 dumps_size_free_counted=0 dumps_size_word=

# dumps_size_read: once per run. dump_filtering tells what became of what the level leaves out, a word of DumpFiltering
# in src/host/facts.ts: a makedumpfile that is older than the kernel may take nothing for a free page, and says no more
# of it than a word about the version, which may as well be of no consequence. So what it does is looked at, and not its
# version.
dumps_size_read() {
    if [ -n "$dumps_size_from" ]; then return 0; fi
    family dump_level
    dump_level=$RET
    dumps_size_from=makedumpfile dumps_size_free_counted=0
    dumps_size_run
    dumps_size_count
    dumps_size_words
    dumps_size_word=$RET
    dumps_size_judge
    if [ -z "$dumps_size_bytes" ]; then
        dumps_size_from=meminfo
        dumps_size_estimate
        dumps_size_bytes=$RET
    fi
}

# What a level leaves out (makedumpfile(8), -d): 1 zeros, 2 cache that is not private, 4 all cache, 8 user data, 16
# free.
dumps_size_awk='
    function kept(bit) { return int(level / bit) % 2 == 0 }
'

# dumps_size_run: dumps_size_said is what makedumpfile prints of the running kernel, and dumps_size_status how it ended.
dumps_size_run() {
    dumps_size_status=0
    dumps_size_said=$(timeout -k 5 "$dumps_size_limit" makedumpfile --mem-usage "$root/proc/kcore" 2>&1 </dev/null) ||
        dumps_size_status=$?
}

# dumps_size_count: dumps_size_bytes is empty when makedumpfile cannot tell, or tells more than there is.
# dumps_size_free and dumps_size_free_counted are the bytes of the pages that are free by /proc/meminfo, and that
# makedumpfile takes for free. A free page that it does not know for one is left out as long as it holds zeros, and does
# not stay so: such ones count.
dumps_size_count() {
    local dumps_size_counted
    dumps_size_meminfo MemFree:
    dumps_size_free=$RET
    dumps_size_counted=$(printf '%s\n' "$dumps_size_said" |
        awk -v level="$dump_level" -v most="$host_memory" -v free="$dumps_size_free" "$dumps_size_awk"'
            $1 == "ZERO" { zero = $2 }
            $1 == "NON_PRI_CACHE" && kept(2) && kept(4) { pages += $2 }
            $1 == "PRI_CACHE" && kept(4) { pages += $2 }
            $1 == "USER" && kept(8) { pages += $2 }
            $1 == "FREE" { known = $2 }
            $1 == "FREE" && kept(16) { pages += $2 }
            $1 == "KERN_DATA" { pages += $2; kernel = $2 }
            $1 == "page" && $2 == "size:" { size = $3 }
            END {
                if (kernel <= 0 || size <= 0) exit
                unknown = known * size * 2 < free ? int(free / size) - known : 0
                if (kept(1)) pages += zero
                else pages += (unknown < zero ? unknown : zero)
                if (pages * size <= most) printf "%.0f %.0f", pages * size, known * size
            }')
    dumps_size_bytes=${dumps_size_counted% *}
    if [ -n "$dumps_size_bytes" ]; then dumps_size_free_counted=${dumps_size_counted#* }; fi
}

# dumps_size_meminfo KEY: RET is what /proc/meminfo says of it, in bytes.
dumps_size_meminfo() {
    local dumps_size_key dumps_size_kib
    RET=0
    while read -r dumps_size_key dumps_size_kib _; do
        if [ "$dumps_size_key" = "$1" ]; then RET=$((dumps_size_kib * 1024)); fi
    done <"$root/proc/meminfo"
}

# Free pages that are set aside for one processor are not marked as free: of less than this they may be most.
dumps_size_much=67108864

# dumps_size_judge: dump_filtering. What is closed to makedumpfile (lockdown), or not there yet, tells nothing of a
# dump.
dumps_size_judge() {
    dump_filtering=unknown
    if [ -n "$dumps_size_bytes" ]; then
        dump_filtering=works
        case $dumps_size_said in
        *'kernel version is not supported'*) dump_filtering=unsupported ;;
        esac
        if dumps_size_keeps_free; then dump_filtering=free-pages-kept; fi
    elif [ "$dumps_size_status" = 1 ] && [ "$host_reserved" -gt 0 ] &&
        head -c 1 "$root/proc/kcore" >/dev/null 2>&1; then
        case $dumps_size_said in
        *'Operation not permitted'* | *'Permission denied'*) ;;
        *) dump_filtering=fails ;;
        esac
    fi
    if [ -n "$dumps_size_word" ]; then dump_filtering=kernel-pages-lost; fi
}

# dumps_size_keeps_free: did makedumpfile take less than half of what is free for free?
dumps_size_keeps_free() {
    [ "$dumps_size_from:${dumps_size_bytes:+1}" = makedumpfile:1 ] && [ "$dumps_size_free" -gt $dumps_size_much ] &&
        [ "$dumps_size_free" -gt $((dumps_size_free_counted * 2)) ]
}

# dumps_size_words: RET is a word by which the kernel describes its pages and which this makedumpfile does not know,
# empty when there is none. For want of it makedumpfile takes pages for others: since 7.1 the kernel says
# page.compound_info where it said page.compound_head, and whoever does not know that leaves out pages of the kernel as
# if they were a cache's or a user's (makedumpfile, f50c015). A distribution may have taken that into an older version,
# so the program itself is looked at; one in which there is no such word at all is a wrapper.
dumps_size_words() {
    local dumps_size_file dumps_size_one
    RET=
    dumps_size_file=$(command -v makedumpfile) || return 0
    if ! grep -qsaF 'OFFSET(page.flags)' "$dumps_size_file"; then return 0; fi
    for dumps_size_one in $(head -c 131072 "$root/proc/kcore" 2>/dev/null |
        grep -a -o -E 'OFFSET\(page\.[a-z_]{1,40}\)' | sort -u); do
        if ! grep -qsaF "$dumps_size_one" "$dumps_size_file"; then RET=$dumps_size_one && return 0; fi
    done
}

# dumps_size_loses: does the level leave out what pages are taken for then: cache or user data?
dumps_size_loses() {
    [ -n "$dumps_size_word" ] && [ $((dump_level / 2 % 8)) != 0 ]
}

# All memory but the reservation, without what the level leaves out. Private cache cannot be told from the rest of it.
dumps_size_estimate() {
    RET=$(awk -v level="$dump_level" -v all="$((host_memory - host_reserved))" "$dumps_size_awk"'
        { kib[$1] = $2 }
        END {
            if (!kept(4)) out += kib["Cached:"] + kib["Buffers:"]
            huge = (kib["HugePages_Total:"] - kib["HugePages_Free:"]) * kib["Hugepagesize:"]
            if (!kept(8)) out += kib["AnonPages:"] + huge
            if (!kept(16)) out += kib["MemFree:"]
            bytes = all - out * 1024
            printf "%.0f", (bytes > 0 ? bytes : 0)
        }' "$root/proc/meminfo")
}

# dumps_size_level WORDS: RET is the dump level of makedumpfile's arguments: the last of those that are tried in turn,
# and 0, everything, where none is said.
dumps_size_level() {
    collector_read "${1#makedumpfile}"
    RET=${collector_level##*,}
    case $RET in
    [0-9] | [12][0-9] | 3[01]) ;;
    *) RET=0 ;;
    esac
}

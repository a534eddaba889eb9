# shellcheck shell=sh
# The newest complete dump of this host.

# A dump that is newer than the newest complete one, and what is wrong with it.
newest_passed='' newest_fault=

# newest_find: RET is the newest complete dump, empty when there is none; newest_passed is a newer one that is not
# complete, and newest_fault what is wrong with it. From the newest on, because a look may have to unpack all of it.
newest_find() {
    local newest_found newest_youngest newest_bound=
    newest_passed='' newest_fault=
    while :; do
        newest_found=
        dumps_each newest_newer
        RET=$newest_found
        if [ -z "$RET" ]; then return 0; fi
        dumps_read "$newest_found"
        if [ -z "$RET" ]; then RET=$newest_found && return 0; fi
        if [ -z "$newest_passed" ]; then newest_passed=$newest_found newest_fault=$RET; fi
        newest_bound=$newest_youngest
    done
}

# newest_newer FILE: newest_found is FILE if nothing newer below newest_bound was found. Of two that were written in the
# same second the inode decides.
newest_newer() {
    local newest_time
    newest_time=$(stat -c '%Y %i' "$1")
    if [ -n "$newest_bound" ] && ! newest_before "$newest_time" "$newest_bound"; then return 0; fi
    if [ -z "$newest_found" ] || newest_before "$newest_youngest" "$newest_time"; then
        newest_found=$1 newest_youngest=$newest_time
    fi
}

# newest_before 'TIME INODE' 'TIME INODE'
newest_before() {
    [ "${1% *}" -lt "${2% *}" ] || { [ "${1% *}" = "${2% *}" ] && [ "${1#* }" -lt "${2#* }" ]; }
}

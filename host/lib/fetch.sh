# shellcheck shell=sh
# fetch_most DIR: RET is how much may be fetched into it, in KiB: whoever answers must not fill the disk, and nothing
# that is fetched here has 8 GiB.
fetch_most() {
    files_free "$1"
    RET=8388608
    if [ "$((${files_kib:-0} - 65536))" -lt "$RET" ]; then RET=$((${files_kib:-0} - 65536)); fi
    if [ "$RET" -lt 0 ]; then RET=0; fi
}

# fetch URL FILE: by curl, or by wget where that is what the host has. Status 1 with RET, a sentence that says why.
fetch() {
    fetch_most "${2%/*}"
    fetch_kib=$RET
    if command -v curl >/dev/null; then
        if RET=$(bounded "$fetch_kib" curl -fsSL --retry 2 --connect-timeout 30 -o "$2" "$1" 2>&1 </dev/null); then
            return 0
        fi
        outside_line "$RET"
        RET="curl says: $RET"
    elif command -v wget >/dev/null; then
        if RET=$(bounded "$fetch_kib" wget -nv --tries=3 --connect-timeout=30 -O "$2" "$1" 2>&1 </dev/null); then
            return 0
        fi
        outside_line "$RET"
        RET="wget says: $RET"
    else
        RET="This host has neither curl nor wget; install one of them."
    fi
    return 1
}

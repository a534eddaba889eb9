# shellcheck shell=sh
# fetch URL FILE: by curl, or by wget where that is what the host has. Status 1 with RET, a sentence that says why.
fetch() {
    if command -v curl >/dev/null; then
        if RET=$(curl -fsSL --retry 2 --connect-timeout 30 -o "$2" "$1" 2>&1 </dev/null); then return 0; fi
        RET="curl says: ${RET##*"$NL"}"
    elif command -v wget >/dev/null; then
        if RET=$(wget -nv --tries=3 --connect-timeout=30 -O "$2" "$1" 2>&1 </dev/null); then return 0; fi
        RET="wget says: ${RET##*"$NL"}"
    else
        RET="This host has neither curl nor wget; install one of them."
    fi
    return 1
}

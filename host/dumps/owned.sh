# shellcheck shell=sh
# Who controls a path. A path is ours if only root (and whoever runs this) can change what it leads to: then it may be
# resolved again. A path through another user's directory belongs to that user: its file is opened once, as that user,
# so that the kernel's permissions decide, and is used by its descriptor from then on.

# What owned_walk tells, and on the way the mode of where it is, what is left of the path, and how many links it
# followed.
owned_uid='' owned_path='' owned_dir='' owned_mode=0 owned_left='' owned_links=0

# Who runs this, and a directory for what owned_open_as needs, which whoever opens something of another's has made.
owned_me='' owned_group='' owned_work=

# owned_walk PATH: a full path, component by component, links followed where they are our own. owned_uid is the first
# other user that it passes, empty when it is our own; owned_path is then what it leads to without links; owned_dir is
# the last directory of ours on the way. Status 1 with RET, the middle of a sentence, where anybody may change it or
# there is nothing.
owned_walk() {
    local owned_name
    owned_left=$1 owned_path='' owned_dir=/ owned_uid='' owned_links=0
    if [ -z "$owned_me" ]; then owned_me=$(id -u) owned_group=$(id -g); fi
    while [ -n "$owned_left" ]; do
        owned_name=${owned_left%%/*}
        case $owned_left in
        */*) owned_left=${owned_left#*/} ;;
        *) owned_left= ;;
        esac
        case $owned_name in
        '' | .) continue ;;
        ..) owned_path=${owned_path%/*} owned_dir=${owned_path:-/} && continue ;;
        esac
        owned_stat "$owned_path/$owned_name" || return 1
        if [ -n "$owned_uid" ]; then return 0; fi
    done
}

# owned_stat PATH: one step of it.
owned_stat() {
    local owned_link
    if ! RET=$(stat -c '%f %u %g' "$1" 2>/dev/null); then
        RET="is not there"
        return 1
    fi
    owned_mode=$((0x${RET%% *})) RET=${RET#* }
    case ${RET% *} in
    0 | "$owned_me") ;;
    *) owned_uid=${RET% *} && return 0 ;;
    esac
    if [ $((owned_mode & 0170000)) = 40960 ]; then
        owned_links=$((owned_links + 1))
        if [ "$owned_links" -gt 40 ]; then
            RET="is a loop of links"
            return 1
        fi
        owned_link=$(readlink "$1")
        case $owned_link in
        /*) owned_path='' owned_dir=/ ;;
        esac
        owned_left=$owned_link/$owned_left
        return 0
    fi
    # Of a directory with the sticky bit others can take away nothing that is not theirs.
    if [ $((owned_mode & 0171000)) != 16896 ]; then
        case $((owned_mode & 022)):${RET#* } in
        0:* | "16:0" | "16:$owned_group") ;;
        *)
            RET="may be changed by others, because of the mode of ${1#"$root"}"
            return 1
            ;;
        esac
    fi
    owned_path=$1
    if [ $((owned_mode & 0170000)) = 16384 ]; then owned_dir=$1; fi
}

# owned_open PATH: what PATH leads to, a file, is open for reading as descriptor 4, whoever may change PATH meanwhile.
# Status 1 with RET, the middle of a sentence.
owned_open() {
    owned_walk "$1" || return 1
    if [ -n "$owned_uid" ]; then
        owned_open_as "$owned_uid" "$1" || return 1
    else
        if [ ! -f "$owned_path" ]; then
            RET="is not a file"
            return 1
        fi
        owned_take "$owned_path" || return 1
    fi
    owned_fit && return 0
    exec 4<&-
    RET="is not a file of the user who may change what is there"
    return 1
}

owned_take() {
    # A redirection that fails would end the shell, but for `command`.
    # shellcheck disable=SC2094
    { command exec 4<"$1"; } 2>/dev/null && return 0
    RET="cannot be read"
    return 1
}

# owned_fit: is descriptor 4 a file of whom it has to be?
owned_fit() {
    RET=$(stat -L -c '%f %u' /proc/self/fd/4 2>/dev/null) || return 1
    case $RET in
    8???" ${owned_uid:-0}") return 0 ;;
    8???" $owned_me") [ -z "$owned_uid" ] ;;
    *) return 1 ;;
    esac
}

# What the other user's process does: it opens the file, tells its number, and holds on until the file is ours too.
# shellcheck disable=SC2016
owned_text='
exec 7<"$1" && echo "$$" && read -r _'

# owned_open_as UID PATH: a shell hands descriptors to its children only, so the file comes by /proc/NUMBER/fd, which
# leads to the very file that is open there and to no path. What that process says is not taken on trust: owned_fit
# looks last.
owned_open_as() {
    local owned_fifos="$owned_work" owned_number
    rm -f "$owned_fifos/told" "$owned_fifos/hold"
    mkfifo -m 600 "$owned_fifos/told" "$owned_fifos/hold" ||
        fail write "$owned_fifos could not be written. Is its file system full or read-only?"
    exec 5<>"$owned_fifos/told" 3<>"$owned_fifos/hold"
    {
        # A file that is opened may be a pipe, at which one waits for ever.
        confined_user "$1" timeout -k 1 20 sh -c "$owned_text" sh "$2" \
            <&3 >&5 2>/dev/null 3<&- 4<&- 5>&- 6<&- 7<&- 8>&- 9>&- || :
        echo gone >&5
    } &
    read -r owned_number <&5
    RET="cannot be read by the user $1, who may change what is there"
    case $owned_number in
    '' | *[!0-9]* | ????????????*) owned_number= ;;
    *)
        # A pipe would be waited for here too.
        case $(stat -L -c %f "/proc/$owned_number/fd/7" 2>/dev/null) in
        8???) owned_take "/proc/$owned_number/fd/7" || owned_number= ;;
        *) owned_number= ;;
        esac
        ;;
    esac
    echo >&3
    wait $! || :
    exec 5>&- 3<&-
    rm -f "$owned_fifos/told" "$owned_fifos/hold"
    [ -n "$owned_number" ]
}

# owned_copy PATH FILE: what PATH leads to, as owned_open has it, in FILE, in a directory of ours.
owned_copy() {
    owned_open "$1" || return 1
    if cat <&4 >"$2"; then
        exec 4<&-
        return 0
    fi
    exec 4<&-
    RET="could not be copied. Is the file system of ${2%/*} full?"
    return 1
}

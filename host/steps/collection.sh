# shellcheck shell=sh
# Where dumps are collected to. The keys of a store come on stdin, as lines `access-key-id ID` and `secret-access-key
# KEY`, because arguments can be read by every user of the host.
collection_use="kdump-host collection s3 BUCKET [--endpoint URL] [--region NAME] [--prefix PREFIX], or
kdump-host collection ssh USER@ADDRESS PATH [--port NUMBER] --host-key LINE..."

# The units that collect, and when.
collection_service=pulumi-kdump-collect.service
collection_timer=pulumi-kdump-collect.timer

# What is declared: where to, in words, and what $state/collection, -hosts and -key are to hold.
collection_to='' collection_text='' collection_hosts='' collection_keys=

step_collection() {
    case $#:${1-} in
    [01]:*) fail_usage "$collection_use" ;;
    *:s3) collection_s3 "$@" ;;
    [3-9]:ssh | ??:ssh) collection_ssh "$@" ;;
    *) fail_usage "$collection_use" ;;
    esac
    directory_find
    if [ -n "$dump_away" ]; then
        fail dump-away "Dumps of this host are written elsewhere, to $dump_path, so there is nothing to collect." \
            "Leave out the DumpCollection, or conf.target."
    fi
    case $1 in
    s3) collection_curl ;;
    ssh)
        command -v ssh >/dev/null ||
            fail no-ssh "ssh is not installed on this host. Install openssh-client or openssh-clients."
        ;;
    esac
    collection_keep collection-key "$collection_keys"
    collection_keep collection-hosts "$collection_hosts"
    collection_keep collection "$collection_text"
    collection_units
    json_add destination "$collection_to"
    json_add unit "$collection_timer"
    json_answer
}

# A minimal system has no curl. It counts among the packages that were installed.
collection_curl() {
    if command -v curl >/dev/null; then return 0; fi
    cloud_init_wait
    added_begin packages
    family add curl curl
    added_end packages
}

# Values become parts of paths, addresses and configurations, so only these characters are allowed.
collection_plain() {
    case $1 in
    *[!A-Za-z0-9._/:@-]* | '') fail_usage "'$1' has characters that are not allowed. $collection_use" ;;
    esac
}

collection_s3() {
    local collection_word collection_value
    collection_plain "$2"
    collection_to=$2 collection_text="kind s3${NL}bucket $2$NL"
    shift 2
    while [ $# -gt 0 ]; do
        case $#:$1 in
        1:*) fail_usage "$collection_use" ;;
        *:--endpoint | *:--region | *:--prefix) ;;
        *) fail_usage "$collection_use" ;;
        esac
        collection_plain "$2"
        case $1:$2 in
        --endpoint:http://?* | --endpoint:https://?*) ;;
        --endpoint:* | --region:*[!A-Za-z0-9-]*) fail_usage "$collection_use" ;;
        esac
        collection_text="$collection_text${1#--} $2$NL"
        if [ "$1" = --prefix ]; then collection_to=$collection_to/$2; fi
        shift 2
    done
    collection_to=s3://$collection_to/
    while read -r collection_word collection_value; do
        case $collection_word in
        access-key-id | secret-access-key)
            # The message must not quote the key, which may be the secret.
            case $collection_word:$collection_value in
            *:*[!!-~]* | access-key-id:*[!A-Za-z0-9._-]*)
                fail_usage "$collection_word on stdin has characters that no such key has."
                ;;
            esac
            collection_keys="$collection_keys$collection_word $collection_value$NL"
            ;;
        esac
    done
    case $collection_keys in
    '' | access-key-id\ ?*"${NL}secret-access-key "?*) ;;
    *) fail_usage "Both keys are needed on stdin, or none: access-key-id, then secret-access-key." ;;
    esac
}

collection_ssh() {
    peer_account "$2" || peer_refuse "$2" USER@ADDRESS
    peer_dir "$3" || peer_refuse "$3" "full path of letters, digits and . _ / : @ % + - without .. in it"
    collection_to=$2:$3
    collection_text="kind ssh${NL}user ${2%%@*}${NL}address ${2#*@}${NL}path $3$NL"
    shift 3
    while [ $# -gt 0 ]; do
        case $#:$1 in
        1:*) fail_usage "$collection_use" ;;
        *:--port)
            peer_port "$2" || peer_refuse "$2" "port, a number from 1 to 65535"
            collection_text="${collection_text}port $2$NL"
            ;;
        *:--host-key) collection_host_key "$2" ;;
        *) fail_usage "$collection_use" ;;
        esac
        shift 2
    done
    if [ -z "$collection_hosts" ]; then fail_usage "$collection_use"; fi
}

# collection_host_key LINE: it becomes a line of a known_hosts file, under the name that ssh is told.
collection_host_key() {
    peer_key "$1" || peer_refuse "$1" "host key, TYPE KEY"
    collection_hosts="${collection_hosts}pulumi-kdump $1$NL"
}

# collection_keep NAME TEXT: the state file holds TEXT, or is gone if TEXT is empty.
collection_keep() {
    if [ -z "$2" ]; then
        if [ -f "$state/$1" ]; then state_forget "$1" && changed=true; fi
    elif [ ! -f "$state/$1" ] || ! printf %s "$2" | cmp -s - "$state/$1"; then
        state_put "$1" "$2"
        changed=true
    fi
}

# A timer rather than a unit that the boot waits for, because an upload takes long. kdump-tools' capture kernel boots
# this same system far enough to start timers: there /proc/vmcore is the dump that is still to be written, and nothing
# is collected.
collection_units() {
    local collection_note='# Written by pulumi-kdump. To take it back: kdump-host undo collection'
    units_put "$collection_service" "$collection_note
[Unit]
Description=Collect new vmcores off this host
Wants=network-online.target
After=network-online.target kdump.service kdump-tools.service
ConditionPathExists=!/proc/vmcore
[Service]
Type=oneshot
ExecStart=/usr/local/bin/kdump-host collect
UMask=0077
Nice=10
IOSchedulingClass=idle
" "$collection_timer" "$collection_note
[Unit]
Description=Collect new vmcores off this host after each boot, and try again
ConditionPathExists=!/proc/vmcore
[Timer]
OnBootSec=30
OnUnitInactiveSec=10min
AccuracySec=5
[Install]
WantedBy=timers.target
"
    service_unit=$collection_timer
    if ! unit_is enabled; then unit_do enable; fi
    if ! unit_is active; then unit_do start; fi
}

# The dumps and the marks of collected ones stay. An unfinished upload is aborted, because the store bills it.
undo_collection() {
    local collection_file
    service_unit=$collection_timer
    if [ -f "$units_dir/$collection_timer" ]; then
        if unit_is active; then unit_do stop; fi
        if unit_is enabled; then unit_do disable; fi
    fi
    if [ -f "$units_dir/$collection_service" ]; then systemctl stop "$collection_service" >>"$log" 2>&1 || :; fi
    units_put "$collection_timer" '' "$collection_service" ''
    if [ -f "$state/collection" ]; then collection_abandon; fi
    for collection_file in collection collection-key collection-hosts collection-progress; do
        collection_keep "$collection_file" ''
    done
    if [ -d "$state/collecting" ]; then rm -rf "$state/collecting"; fi
    state_forget collection.lock .new-collection
}

collection_abandon() {
    settings_read
    progress_read
    if [ "$settings_kind" != s3 ] || [ -z "$progress_upload" ]; then return 0; fi
    collection_run_directory
    s3_name ''
    if [ "$progress_to" = "$RET" ] && s3_open; then s3_abandon "$progress_object" "$progress_upload"; fi
}

# shellcheck shell=sh
# How little memory the capture kernel of a drill had left. No kernel keeps a low mark of what is available, so for a
# drill, and for nothing else, a unit of ours looks on beside the one that writes the dump. That one does not wait for
# ours, and the kernel kills ours first where memory is short. What it sees is lines behind those that the drill has
# put into $state/drill-memory; crashkernel/measured.sh tells what is made of them.
capture_memory_unit=pulumi-kdump-drill.service

# What runs there, twice a second: builtins and sleep alone. Where it was killed, nothing was left.
# shellcheck disable=SC2016
capture_memory_program='# Written by pulumi-kdump for a drill. To take it back: kdump-host undo drill
case ${2-}:${SERVICE_RESULT-} in
ended:success) exit ;;
ended:*)
    echo lowest 0 >>"$1"
    exit
    ;;
esac
lowest= total=0 available=0
while :; do
    while read -r key value _; do
        case $key in
        MemTotal:) total=$value ;;
        MemAvailable:) available=$value && break ;;
        esac
    done </proc/meminfo
    if [ -z "$lowest" ]; then
        printf "total %s\nfirst %s\n" "$total" "$available" >>"$1"
        lowest=$((available + 1))
    fi
    if [ "$available" -lt "$lowest" ]; then
        lowest=$available
        printf "lowest %s\n" "$lowest" >>"$1"
    fi
    sleep 0.5 || sleep 1 || exit
done
'

# capture_memory_watch: has it look on at the next crash.
capture_memory_watch() {
    local capture_unit capture_image='' capture_stamp='' capture_unpacked=0
    state_forget drill-memory
    family capture_unit
    capture_unit=$RET
    if [ -z "$capture_unit" ]; then return 0; fi
    family capture_image
    capture_image=$RET
    if [ -f "$capture_image" ]; then
        capture_memory_stamp "$capture_image"
        capture_stamp=$RET
        family capture_unpacked "$capture_image"
        capture_unpacked=$RET
    fi
    RET="release $host_release${NL}memory $host_memory${NL}reserved $host_reserved$NL"
    state_put drill-memory "${RET}stamp $capture_stamp${NL}unpacked $capture_unpacked$NL"
    state_put drill-watch "$capture_memory_program"
    units_put "$capture_memory_unit" "# Written by pulumi-kdump for a drill. To take it back: kdump-host undo drill
[Unit]
DefaultDependencies=no
ConditionPathExists=/proc/vmcore
RequiresMountsFor=${state#"$root"}
After=systemd-remount-fs.service

[Service]
ExecStart=/bin/sh ${state#"$root"}/drill-watch ${state#"$root"}/drill-memory
ExecStopPost=/bin/sh ${state#"$root"}/drill-watch ${state#"$root"}/drill-memory ended
StandardOutput=null
StandardError=null
OOMScoreAdjust=1000
" "$capture_unit.d/pulumi-kdump-drill.conf" \
        "# Written by pulumi-kdump for a drill. To take it back: kdump-host undo drill
[Unit]
Wants=$capture_memory_unit
"
}

# capture_memory_back: nothing looks on any more; what was seen stays.
capture_memory_back() {
    local capture_unit
    family capture_unit
    capture_unit=$RET
    if [ -z "$capture_unit" ]; then return 0; fi
    units_put "$capture_memory_unit" '' "$capture_unit.d/pulumi-kdump-drill.conf" ''
    state_forget drill-watch
}

# capture_memory_stamp FILE: RET tells one capture initramfs from the next; empty where there is none.
capture_memory_stamp() {
    RET=$(stat -L -c %s:%Y "$1" 2>/dev/null) || RET=
}

# capture_memory_short: was hardly anything left? capture_memory_lowest tells, in KiB.
capture_memory_lowest=
capture_memory_short() {
    records_read "$state/drill-memory" ' ' lowest=capture_memory_lowest
    digits "$capture_memory_lowest" && [ "$capture_memory_lowest" -lt $((measured_least / 1024)) ]
}

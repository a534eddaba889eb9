# shellcheck shell=sh
# Panic policies are sysctls. They are set by the kdump unit after it has loaded the capture kernel, and
# not by /etc/sysctl.d, for two reasons: a panic is only useful once it can be caught, and sysctl.d counts
# in the capture kernel too, where a panic over a slow disk would cost the dump. What the running kernel
# had before is remembered, and comes back.

# policy_file NAME: RET is its file under /proc/sys.
policy_file() {
    local policy_rest
    policy_rest=$1 RET=$root/proc/sys
    while :; do
        RET=$RET/${policy_rest%%.*}
        case $policy_rest in
        *.*) policy_rest=${policy_rest#*.} ;;
        *) break ;;
        esac
    done
}

# policy_apply LINES: exactly these NAME=VALUE lines count.
policy_apply() {
    local policy_unit policy_text policy_path='' policy_line policy_now
    family unit
    policy_unit=$RET.d/pulumi-kdump.conf
    policy_back "$1"
    policy_text="# Written by pulumi-kdump. To take it back: kdump-host undo conf${NL}[Service]$NL"
    for policy_line in $1; do
        policy_file "${policy_line%%=*}"
        policy_path=$RET
        IFS= read -r policy_now <"$policy_path" || :
        if [ ! -f "$state/sysctl-before" ] || ! files_has "$state/sysctl-before" "^${policy_line%%=*}="; then
            state_add sysctl-before "${policy_line%%=*}=$policy_now"
        fi
        policy_set "${policy_line%%=*}" "${policy_line#*=}"
        policy_text="${policy_text}ExecStartPost=-/bin/sh -c \"echo ${policy_line#*=} >${policy_path#"$root"}\"$NL"
    done
    units_put "$policy_unit" "${1:+$policy_text}"
}

policy_set() {
    local policy_now
    policy_file "$1"
    IFS= read -r policy_now <"$RET" || :
    if [ "$policy_now" = "$2" ] || would_change "$RET" "says $policy_now and not $2"; then return 0; fi
    (printf '%s\n' "$2" >"$RET") 2>/dev/null || fail sysctl "The kernel does not take $1=$2."
    changed=true
}

# policy_back LINES: what is not in LINES any more gets its former value.
policy_back() {
    local policy_line
    state_get sysctl-before
    for policy_line in $RET; do
        case $NL$1 in
        *"$NL${policy_line%%=*}="*) ;;
        *)
            policy_set "${policy_line%%=*}" "${policy_line#*=}"
            state_drop sysctl-before "$policy_line"
            ;;
        esac
    done
}

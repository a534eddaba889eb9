# shellcheck shell=sh
# One document of facts, schema 1, for `service` and `status`. Reads only.

# Why this host is not ready, in a sentence; and the facts.
reason='' facts_wanted='' facts_unit='' facts_path='' facts_mode='' facts_mount='' facts_free=0
facts_ready=false facts_reboot=false facts_enabled=false facts_active=false facts_loaded=false

facts_read() {
    remembered_read
    facts_wanted=$remembered_value
    family unit
    facts_unit=$RET
    directory_find
    facts_path=$dump_path
    facts_mode='' facts_free=0 facts_mount='' facts_enabled=false facts_active=false facts_loaded=false
    if [ -z "$dump_away" ] && [ -d "$root$facts_path" ]; then
        facts_mode=0$(stat -L -c %a "$root$facts_path")
        files_free "$root$facts_path"
        facts_free=$((${files_kib:-0} * 1024)) facts_mount=$files_mount
    fi
    dumps_size_read
    if [ "$(systemctl is-enabled "$facts_unit" 2>/dev/null)" = enabled ]; then facts_enabled=true; fi
    if systemctl -q is-active "$facts_unit" 2>/dev/null; then facts_active=true; fi
    if host_loaded; then facts_loaded=true; fi
    vmlinux_find
    next_boot_read
    facts_judge
}

# ready, rebootRequired and the reason. On a host where kdump-host never set a value, the one of the
# command line counts.
facts_judge() {
    value=${facts_wanted:-$host_crashkernel}
    facts_ready=false facts_reboot=false
    size_cma_part "$value"
    if [ -n "$RET" ]; then host_read_cma; fi
    predict "${facts_wanted:-$host_arguments}" "$host_memory" "$host_release" "$host_arch" "$host_low"
    predicted=$RET
    # What the kernel has made of it is all that can be known of it.
    case $value:$size_why in
    "$host_crashkernel:auto" | "$host_crashkernel:invalid") predicted=$host_reserved ;;
    esac
    reboot_reason "$predicted"
    say_mib "$host_memory"
    if [ -n "$reason" ]; then
        facts_reboot=true
    elif [ "$host_reserved" = 0 ]; then
        if [ -z "$value" ]; then
            reason="No crashkernel= is set, so nothing is reserved."
        elif [ "$value" = auto ]; then
            reason="crashkernel=auto made this kernel reserve nothing of this machine's $RET of memory. Give a size."
        elif [ -n "$size_fixed" ]; then
            reason="crashkernel=$value asks for a fixed address, and this kernel found it taken, so nothing is"
            reason="$reason reserved. Give another address, or the size alone."
        elif [ "$size_why" != wish ]; then
            size_none
            reason="crashkernel=$value made this kernel reserve nothing: $RET"
        else
            reason="crashkernel=$value says 0M for this machine's $RET of memory, so nothing is reserved and no dump"
            reason="$reason can be taken."
        fi
    elif ! facts_lent; then
        say_mib "$((size_lent - RET))"
        reason="$RET of what crashkernel=$value asks for by ,cma could not be reserved at boot, so the capture kernel"
        reason="$reason may run out of memory. Ask for less by ,cma, and for more without it."
    elif [ "$facts_loaded" = false ]; then
        facts_unloaded
    elif [ "$facts_active" = false ]; then
        reason="$facts_unit is not active."
    elif [ -z "$dump_away" ] && [ "$facts_mode" != 0700 ]; then
        reason="The dump directory $facts_path is not there with mode 0700."
    elif [ -n "$facts_mount" ] && [ "$facts_free" -lt "$dumps_size_bytes" ]; then
        facts_full
    elif facts_next_boot || facts_conf || facts_image || encryption_closed; then
        :
    else
        facts_ready=true
    fi
}

# facts_next_boot, facts_conf, facts_image: status 0 where that is amiss, and then reason says what.
facts_next_boot() {
    local facts_next
    if [ -z "$facts_wanted" ] || [ -z "$next_boot_title" ]; then return 1; fi
    arguments_make "$facts_wanted"
    if [ "$RET" = "$next_boot_arguments" ]; then return 1; fi
    if [ "$facts_wanted" != auto ] && [ "$next_boot_bytes" = "$predicted" ]; then return 1; fi
    say_mib "$next_boot_bytes"
    facts_next=$RET
    arguments_make "$facts_wanted"
    reason="The next boot reserves $facts_next: the boot loader's default entry '$next_boot_title' has"
    reason="$reason ${next_boot_arguments:-no crashkernel=} and not $RET."
}

facts_image() {
    family image_old
    reason=$RET
    [ -n "$reason" ]
}

# As it was declared the last time; an earlier version has not remembered that.
facts_conf() {
    local facts_line
    if [ ! -f "$state/conf" ]; then return 1; fi
    set --
    while IFS= read -r facts_line; do set -- "$@" "$facts_line"; done <"$state/conf"
    would_look conf "$@"
    reason=$would_why
    [ -n "$reason" ]
}

# facts_lent: status 1 when the kernel tells that it has less than ,cma asks for; RET is what it has. Kernels tell from
# 7.0 on.
facts_lent() {
    local facts_from facts_to
    RET=0
    if [ "$size_lent" = 0 ] || [ ! -r "$root/sys/kernel/kexec/crash_cma_ranges" ]; then return 0; fi
    while IFS=- read -r facts_from facts_to; do
        case $facts_from:$facts_to in
        *[!0-9a-f:]* | :* | *: | ????????????????*:* | *:????????????????*) continue ;;
        esac
        RET=$((RET + 0x$facts_to - 0x$facts_from + 1))
    done <"$root/sys/kernel/kexec/crash_cma_ranges"
    [ "$RET" -ge "$size_lent" ]
}

# The dump would not fit.
facts_full() {
    local facts_room
    say_mib "$facts_free"
    facts_room=$RET
    say_mib "$dumps_size_bytes"
    if [ "$dumps_size_from" = meminfo ]; then RET="an estimated $RET"; else RET="up to $RET"; fi
    reason="A dump taken now needs $RET in $facts_path, and its file system $facts_mount has $facts_room free. Make"
    reason="$reason room there, or give another path or target."
    if [ "$dump_level" != 31 ]; then
        reason="$reason With its dump level of $dump_level core_collector keeps pages that makedumpfile -d 31 leaves"
        reason="$reason out."
    fi
}

# What keeps a capture kernel from being loaded, where the kernel says so itself.
facts_unloaded() {
    reason="The capture kernel is not loaded."
    # Loading reads /proc/kallsyms, whose addresses 2 hides from everybody.
    host_line /proc/sys/kernel/kptr_restrict
    if [ "$RET" = 2 ]; then
        reason="The capture kernel is not loaded, and kernel.kptr_restrict is 2, which can prevent that: 1 is enough."
    fi
    host_line /sys/kernel/security/lockdown
    case $RET in
    *'[integrity]'* | *'[confidentiality]'*)
        reason="The capture kernel is not loaded. The kernel is locked down (Secure Boot), and takes only a signed one,"
        reason="$reason by kexec -s."
        ;;
    esac
    host_line /proc/sys/kernel/kexec_load_disabled
    if [ "$RET" = 1 ]; then
        reason="The capture kernel is not loaded, and kernel.kexec_load_disabled is 1, so none can be until the next"
        reason="$reason boot. Take the setting out of /etc/sysctl.conf and /etc/sysctl.d, and reboot."
    fi
}

facts_os() {
    json_add id "$os_id"
    json_add versionId "$os_version"
    json_add name "$os_name"
    json_add family "$family_name"
}

facts_answer() {
    remarks_read
    answer=
    json_object os facts_os
    json_add arch "$host_arch"
    json_add kernelRelease "$host_release"
    json_add bootId "$host_boot"
    json_put memoryBytes "$host_memory"
    json_add memoryEncryption "$encryption_memory"
    json_object crashkernel facts_crashkernel
    json_object dump facts_dump
    json_object service facts_service
    json_add vmlinux "$vmlinux"
    json_put rebootRequired "$facts_reboot"
    json_put ready "$facts_ready"
    json_add reason "$reason"
    json_put remarks "[$remarks]"
    json_object nextBoot next_boot_facts
    owners_answer
    last_drill_answer
    measured_answer
    json_add time "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    if [ "$step" = status ]; then
        if first_boot_due; then json_put firstBoot true; fi
        json_put would "{${would_answer#,}}"
    fi
    json_answer
}

facts_crashkernel() {
    json_add wanted "$facts_wanted"
    json_add commandLine "$host_crashkernel"
    json_put reservedBytes "$host_reserved"
    json_put predictedBytes "$predicted"
    json_put loaded "$facts_loaded"
}

facts_dump() {
    json_add path "$facts_path"
    json_add mode "$facts_mode"
    json_put freeBytes "$facts_free"
    json_put neededBytes "$dumps_size_bytes"
    json_add neededFrom "$dumps_size_from"
    json_put level "$dump_level"
    json_add filtering "$dump_filtering"
    json_add encryptedVolume "$crypt_volume"
}

facts_service() {
    json_add unit "$facts_unit"
    json_put enabled "$facts_enabled"
    json_put active "$facts_active"
}

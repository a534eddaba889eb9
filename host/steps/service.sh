# shellcheck shell=sh
# The gate: after this the host will write a dump, or the answer says in a sentence why not.
step_service() {
    [ $# -le 1 ] || usage "kdump-host service DIGEST"
    state_get reboot-due
    service_due=$RET
    if [ "$service_due" = "$host_boot" ]; then
        fail reboot-not-happened "A reboot was due, and the host still runs under the boot_id $host_boot. Look at it with: journalctl -b -u 'run-*', then reboot the host and run this again."
    fi
    service_remember
    directory_make
    if [ -z "$dump_away" ]; then files_space "$root$dump_path" 65536 dump-space; fi
    service_enable
    facts_read
    if [ -n "$service_due" ] && [ "$facts_reboot" = true ]; then
        fail reservation "The host was rebooted, and yet: $reason Look at it with: dmesg | grep -i crashkernel; cat /proc/cmdline"
    fi
    if [ "$host_reserved" -gt 0 ]; then
        service_load
        facts_read
    fi
    if [ "$facts_ready" = true ]; then state_forget reboot-due; fi
    facts_answer
}

# service_remember: the unit as it was before us, once.
service_remember() {
    if [ -f "$state/unit-before" ]; then return 0; fi
    family unit
    service_unit=$RET
    service_was=$(systemctl is-enabled "$service_unit" 2>/dev/null) || :
    if service_is active; then service_was="$service_was active"; fi
    family images
    state_put images-before "$RET"
    state_put unit-before "$service_was$NL"
}

service_enable() {
    family unit
    service_unit=$RET
    case $(systemctl is-enabled "$service_unit" 2>/dev/null || :) in
    enabled) ;;
    masked*) fail unit-masked "$service_unit is masked. If kdump is wanted here: systemctl unmask $service_unit" ;;
    *) service_do enable ;;
    esac
}

# A start on a kernel that is loaded already would not take new settings, so it is stopped first; and it
# is not touched at all when nothing changed under this boot.
service_load() {
    state_get conf-changed
    service_changed=$RET
    service_state=$(systemctl is-active "$service_unit" 2>/dev/null) || :
    if [ "$service_changed" = "$host_boot" ] || { [ "$service_state" != activating ] && ! service_loaded; }; then
        say "loading the capture kernel"
        service_restart
        changed=true
    fi
    wait_while "the capture kernel to be loaded" service_waits || :
    if ! service_loaded; then
        service_text=$(journalctl -q -b -u "$service_unit" -n 4 -o cat --no-pager 2>/dev/null) || service_text=
        fail not-loaded "The capture kernel is not loaded, and $service_unit is ${service_state:-unknown}. It said: ${service_text:-nothing}. Look at it with: journalctl -b -u $service_unit"
    fi
    state_forget conf-changed
}

# The unit is active and the kernel loaded; a unit that is active alone proves nothing.
service_loaded() {
    [ "$service_state" = active ] && host_loaded
}

service_restart() {
    systemctl stop "$service_unit" >>"$log" 2>&1 || :
    if host_loaded; then family unload || :; fi
    # It may build an initrd first, which takes its time.
    systemctl start --no-block "$service_unit" >>"$log" 2>&1 || :
    service_idle=0
}

# Worth waiting: it is starting, or has ended without a kernel only just now (a hot-plugged CPU reloads it).
service_waits() {
    service_state=$(systemctl is-active "$service_unit" 2>/dev/null) || :
    if service_loaded || [ "$service_state" = failed ]; then return 1; fi
    if [ "$service_state" = activating ]; then return 0; fi
    service_idle=$((${service_idle:-0} + 1))
    [ "$service_idle" -lt 10 ]
}

service_reload_if_active() {
    family unit
    service_unit=$RET
    if ! service_is active; then return 0; fi
    say "loading the capture kernel with the original settings"
    service_restart
    wait_while "$service_unit" service_waits || :
}

# service_is VERB: does systemctl say so about the unit?
service_is() {
    systemctl -q "is-$1" "$service_unit" 2>/dev/null
}

undo_service() {
    if [ -f "$state/unit-before" ]; then service_back; fi
    # Last, because stopping the unit makes the dump directory again.
    directory_back
}

service_back() {
    family unit
    service_unit=$RET
    state_get unit-before
    service_was=$RET
    case $service_was in
    *active) ;;
    *) if service_is active; then service_do stop; fi ;;
    esac
    case $service_was in
    enabled*) ;;
    *) if service_is enabled; then service_do disable; fi ;;
    esac
    case $service_was in
    *active) ;;
    *) service_images_back ;;
    esac
    state_forget unit-before images-before reboot-due
}

# What a unit that did not run before has built to be loaded, and that no package removes.
service_images_back() {
    if [ ! -f "$state/images-before" ]; then return 0; fi
    family images
    while IFS= read -r service_image; do
        if [ -n "$service_image" ] && ! state_has images-before "$service_image"; then files_remove "$root$service_image"; fi
    done <<IMAGES
$RET
IMAGES
}

service_do() {
    systemctl "$1" "$service_unit" >>"$log" 2>&1 || fail unit "$service_unit: systemctl $1 failed. Look at it with: systemctl status $service_unit"
    changed=true
}

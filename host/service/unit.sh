# shellcheck shell=sh
# The unit that loads the capture kernel: as it was before us, enabled, loaded anew, and given back.

# The unit, what systemctl says of it, and how often it was seen idle.
service_unit='' service_state='' service_idle=0

# unit_remember: the unit as it was before us, once.
unit_remember() {
    local service_was
    if [ -f "$state/unit-before" ]; then return 0; fi
    family unit
    service_unit=$RET
    service_was=$(systemctl is-enabled "$service_unit" 2>/dev/null) || :
    if unit_is active; then service_was="$service_was active"; fi
    family images
    state_put images-before "$RET"
    state_put unit-before "$service_was$NL"
}

unit_enable() {
    family unit
    service_unit=$RET
    case $(systemctl is-enabled "$service_unit" 2>/dev/null || :) in
    enabled) ;;
    masked*) fail unit-masked "$service_unit is masked. If kdump is wanted here: systemctl unmask $service_unit" ;;
    *) unit_do enable ;;
    esac
}

# A start on a kernel that is loaded already would not take new settings, so it is stopped first; and it
# is not touched at all when nothing changed under this boot.
unit_load() {
    local service_text=
    service_state=$(systemctl is-active "$service_unit" 2>/dev/null) || :
    if unit_due; then
        say "loading the capture kernel"
        unit_restart
        changed=true
    fi
    wait_while "the capture kernel to be loaded" unit_waits || :
    if ! unit_loaded; then
        service_text=$(journalctl -q -b -u "$service_unit" -n 4 -o cat --no-pager 2>/dev/null) || service_text=
        fail not-loaded "The capture kernel is not loaded, and $service_unit is ${service_state:-unknown}. It said:" \
            "${service_text:-nothing}. Look at it with: journalctl -b -u $service_unit"
    fi
    if [ "$changed" = true ]; then say "loaded the capture kernel"; fi
    state_forget conf-changed
}

# unit_due: has it to be loaded anew? RET is why, in a sentence. While it starts it makes its initramfs.
unit_due() {
    state_get conf-changed
    if [ "$RET" = "$host_boot" ]; then
        RET="The configuration was changed after the capture kernel was loaded."
        return 0
    fi
    if [ "$service_state" = activating ]; then return 1; fi
    if ! unit_loaded; then
        RET="The capture kernel is not loaded, or $service_unit is not active."
        return 0
    fi
    family image_old
    [ -n "$RET" ]
}

# The unit is active and the kernel loaded; a unit that is active alone proves nothing.
unit_loaded() {
    [ "$service_state" = active ] && host_loaded
}

unit_restart() {
    systemctl stop "$service_unit" >>"$log" 2>&1 || :
    if host_loaded; then family unload || :; fi
    # It may build an initrd first, which takes its time.
    systemctl start --no-block "$service_unit" >>"$log" 2>&1 || :
    service_idle=0
}

# Worth waiting: it is starting, or has ended without a kernel only just now (a hot-plugged CPU reloads it).
unit_waits() {
    service_state=$(systemctl is-active "$service_unit" 2>/dev/null) || :
    if unit_loaded || [ "$service_state" = failed ]; then return 1; fi
    if [ "$service_state" = activating ]; then return 0; fi
    service_idle=$((${service_idle:-0} + 1))
    [ "$service_idle" -lt 10 ]
}

unit_reload() {
    family unit
    service_unit=$RET
    if ! unit_is active; then return 0; fi
    say "loading the capture kernel with the original settings"
    unit_restart
    wait_while "$service_unit" unit_waits || :
    if unit_loaded; then say "loaded the capture kernel with the original settings"; fi
}

# unit_is VERB: does systemctl say so about the unit?
unit_is() {
    systemctl -q "is-$1" "$service_unit" 2>/dev/null
}

unit_back() {
    local service_was
    family unit
    service_unit=$RET
    state_get unit-before
    service_was=$RET
    case $service_was in
    *active) ;;
    *) if unit_is active; then unit_do stop; fi ;;
    esac
    case $service_was in
    enabled*) ;;
    *) if unit_is enabled; then unit_do disable; fi ;;
    esac
    case $service_was in
    *active) ;;
    *) unit_images_back ;;
    esac
    state_forget images-before reboot-due unit-before
}

# What a unit that did not run before has built to be loaded, and that no package removes.
unit_images_back() {
    local service_image
    if [ ! -f "$state/images-before" ]; then return 0; fi
    family images
    while IFS= read -r service_image; do
        if [ -n "$service_image" ] && ! state_has images-before "$service_image"; then
            files_remove "$root$service_image"
        fi
    done <<IMAGES
$RET
IMAGES
}

unit_do() {
    systemctl "$1" "$service_unit" >>"$log" 2>&1 ||
        fail unit "$service_unit: systemctl $1 failed. Look at it with: systemctl status $service_unit"
    changed=true
}

# shellcheck shell=sh
# Schedules a reboot or a crash for a few seconds after this command ends; until then sshd accepts no new connection.

# go_down_later SECONDS COMMAND...: by a transient timer, which outlives this session. systemd must not turn a reboot
# into a kexec of whatever is loaded.
go_down_later() {
    local leave_seconds
    leave_seconds=$1
    shift
    if ! command -v systemd-run >/dev/null; then
        (sleep "$leave_seconds" && exec "$@") >/dev/null 2>&1 </dev/null 7>&- 8>&- 9>&- &
        return 0
    fi
    systemd-run -q --on-active="$leave_seconds" --timer-property=AccuracySec=100ms \
        --setenv=SYSTEMCTL_SKIP_AUTO_KEXEC=1 "$@" >>"$log" 2>&1
}

# go_down_listeners SECONDS: the ssh listeners go first, so that the next step cannot connect to the system that is
# about to go; the session that runs this stays. A timer brings them back after SECONDS in case the system does not go.
go_down_listeners() {
    local leave_units leave_unit
    leave_units=
    for leave_unit in ssh.socket sshd.socket ssh.service sshd.service; do
        if systemctl -q is-active "$leave_unit" 2>/dev/null; then leave_units="$leave_units $leave_unit"; fi
    done
    if [ -z "$leave_units" ] || ! command -v systemd-run >/dev/null; then return 0; fi
    # shellcheck disable=SC2086
    if go_down_later "$1" systemctl start $leave_units; then systemctl stop $leave_units || :; fi
}

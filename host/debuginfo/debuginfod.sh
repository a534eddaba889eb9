# shellcheck shell=sh
# vmlinux from a debuginfod server, which knows debuginfo by its build-id alone, whatever the distribution
# (debuginfod(8)).

# debuginfod_fetch SERVER: SERVER is a URL, or `host` for those that the host knows. vmlinux_find comes before it.
debuginfod_fetch() {
    local debuginfod_servers debuginfod_file debuginfod_target debuginfod_server debuginfod_said
    if [ -z "$vmlinux_build" ]; then
        fail debuginfo-build "The running kernel has no build-id in /sys/kernel/notes, and a debuginfod server knows" \
            "debuginfo by that alone."
    fi
    debuginfod_servers=$1
    if [ "$debuginfod_servers" = host ]; then
        debuginfod_servers=
        for debuginfod_file in "$root/etc/debuginfod"/*.urls; do
            if [ -f "$debuginfod_file" ]; then debuginfod_servers="$debuginfod_servers $(cat "$debuginfod_file")"; fi
        done
    fi
    if [ -z "${debuginfod_servers# }" ]; then
        fail debuginfo-gone "This host knows no debuginfod server: there is no /etc/debuginfod/*.urls. Name one."
    fi
    debuginfod_target=$root/usr/lib/debug/lib/modules/$host_release/vmlinux
    # A package's own file, of another build.
    state_get debuginfo-file
    if [ -f "$debuginfod_target" ] && [ "$RET" != "$debuginfod_target" ]; then vmlinux_refuse; fi
    debuginfo_space 1048576
    files_make_dir "${debuginfod_target%/*}" 755
    files_temp "$debuginfod_target"
    for debuginfod_server in $debuginfod_servers; do
        say "fetching the running kernel's debuginfo by its build-id $vmlinux_build"
        if ! fetch "${debuginfod_server%/}/buildid/$vmlinux_build/debuginfo" "$litter"; then
            debuginfod_said=$RET
            continue
        fi
        vmlinux_read "$litter"
        if [ "$RET" != "$vmlinux_build" ]; then
            debuginfod_said="$debuginfod_server gave a file whose build-id is ${RET:-not there}."
            continue
        fi
        chmod 644 "$litter"
        state_put debuginfo-file "$debuginfod_target$NL"
        files_move "$debuginfod_target"
        changed=true
        return 0
    done
    rm -f "$litter"
    files_unmake_dir "${debuginfod_target%/*}"
    fail debuginfo-gone "No debuginfod server has the debuginfo of build-id $vmlinux_build. $debuginfod_said"
}

debuginfod_remove() {
    local debuginfod_target
    state_get debuginfo-file
    if [ -z "$RET" ]; then return 0; fi
    debuginfod_target=$RET
    files_remove "$debuginfod_target"
    files_unmake_dir "${debuginfod_target%/*}"
    state_forget debuginfo-file
}

# shellcheck shell=sh
# vmlinux with the debuginfo of the running kernel. Two builds may have the same release, and crash wants the very
# one. What tells them apart is the build-id: an ELF note of type 3 of the owner GNU, which the linker leaves in the
# file and the kernel shows in /sys/kernel/notes. The file is read here, so that no program has to be there for it.

# vmlinux_find: vmlinux is the path, and empty where none is of the running kernel; then vmlinux_odd is one of another
# build, as vmlinux_odd_build says. vmlinux_build is the running kernel's.
vmlinux_find() {
    vmlinux='' vmlinux_odd='' vmlinux_odd_build=
    # SUSE's has .debug at the end, and lies at one of the last three, as its release lays out the kernel.
    for vmlinux_file in "/usr/lib/debug/lib/modules/$host_release/vmlinux" "/usr/lib/debug/boot/vmlinux-$host_release" \
        "/usr/lib/debug/usr/lib/modules/$host_release/vmlinux.debug" "/usr/lib/debug/lib/modules/$host_release/vmlinux.debug" \
        "/usr/lib/debug/boot/vmlinux-$host_release.debug"; do
        if [ ! -f "$root$vmlinux_file" ]; then continue; fi
        vmlinux_running
        vmlinux_read "$root$vmlinux_file"
        # A kernel that was linked without a build-id leaves nothing to go by but its release.
        if [ -z "$vmlinux_build" ] || [ "$RET" = "$vmlinux_build" ]; then
            vmlinux=$vmlinux_file
            return 0
        fi
        if [ -z "$vmlinux_odd" ]; then vmlinux_odd=$vmlinux_file vmlinux_odd_build=$RET; fi
    done
}

# vmlinux_refuse: what was found is of another build.
vmlinux_refuse() {
    if [ -z "$vmlinux_odd_build" ]; then
        fail debuginfo-build "$vmlinux_odd is not of the running kernel: it has no build-id, and the kernel has $vmlinux_build. Take it away (kdump-host undo debuginfo, where it came by that), and run this again."
    fi
    fail debuginfo-build "$vmlinux_odd is of another build than the running kernel: its build-id is $vmlinux_odd_build, the kernel's is $vmlinux_build. Take it away (kdump-host undo debuginfo, where it came by that), or reboot into the kernel that it is of."
}

# RET and vmlinux_build: the running kernel's build-id; empty where it does not tell.
vmlinux_running() {
    RET=$(od -An -v -tx1 "$root/sys/kernel/notes" 2>/dev/null | tr -d ' \n') || RET=
    vmlinux_note "$RET"
    vmlinux_build=$RET
}

# vmlinux_note HEX: RET is the build-id among these notes. Sizes of 4 and 20 bytes, type 3, the owner, the id.
vmlinux_note() {
    RET=
    case $1 in
    *040000001400000003000000474e5500*)
        RET=${1#*040000001400000003000000474e5500}
        RET=${RET%"${RET#????????????????????????????????????????}"}
        ;;
    esac
}

# vmlinux_read FILE: RET is the build-id in a 64-bit ELF file of this machine's own byte order, empty where there is
# none. Its header tells where the table of sections is (at byte 40) and how many there are (at 60); a section's row is
# eight numbers of 64 bits, the first with the type, 7 for notes, in its upper half, the fourth and fifth the place.
vmlinux_read() {
    RET=$(od -An -v -tx1 -N 5 "$1" 2>/dev/null) || RET=
    if [ "$RET" != ' 7f 45 4c 46 02' ]; then RET='' && return 0; fi
    vmlinux_table=$(od -An -v -td8 -j 40 -N 8 "$1" 2>/dev/null | tr -d ' ') || :
    vmlinux_rows=$(od -An -v -tu2 -j 60 -N 2 "$1" 2>/dev/null | tr -d ' ') || :
    vmlinux_rows=$(od -An -v -w64 -td8 -j "${vmlinux_table:-0}" -N $((${vmlinux_rows:-0} * 64)) "$1" 2>/dev/null) || :
    RET=
    while read -r vmlinux_type _ _ vmlinux_at vmlinux_size _; do
        if [ -n "$vmlinux_size" ] && [ $((vmlinux_type >> 32)) = 7 ]; then
            RET=$(od -An -v -tx1 -j "$vmlinux_at" -N "$vmlinux_size" "$1" 2>/dev/null | tr -d ' \n') || RET=
            vmlinux_note "$RET"
            if [ -n "$RET" ]; then return 0; fi
        fi
    done <<ROWS
$vmlinux_rows
ROWS
    RET=
}

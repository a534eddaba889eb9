# shellcheck shell=sh
# vmlinux with a kernel's debuginfo. Two builds may have the same release, and crash needs the right one. They differ in
# the build-id: an ELF note of type 3 of the owner GNU, which the linker leaves in the file and the kernel shows in
# /sys/kernel/notes. It is read by od, so binutils are not needed.

# What vmlinux_of tells, and the build-id that it looks for.
vmlinux='' vmlinux_odd='' vmlinux_odd_build='' vmlinux_build=

# vmlinux_find: the running kernel's, as vmlinux_of says it.
vmlinux_find() {
    vmlinux_running
    vmlinux_of "$host_release"
}

# vmlinux_of RELEASE: vmlinux is the path of the one of that release and of vmlinux_build, and empty where there is
# none; then vmlinux_odd is one of another build, as vmlinux_odd_build says.
vmlinux_of() {
    local vmlinux_file
    vmlinux='' vmlinux_odd='' vmlinux_odd_build=
    # SUSE's has .debug at the end, and lies at one of the last three, as its release lays out the kernel.
    for vmlinux_file in "/usr/lib/debug/lib/modules/$1/vmlinux" "/usr/lib/debug/boot/vmlinux-$1" \
        "/usr/lib/debug/usr/lib/modules/$1/vmlinux.debug" "/usr/lib/debug/lib/modules/$1/vmlinux.debug" \
        "/usr/lib/debug/boot/vmlinux-$1.debug"; do
        if [ ! -f "$root$vmlinux_file" ]; then continue; fi
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
        fail debuginfo-build "$vmlinux_odd is not of the running kernel: it has no build-id, and the kernel has" \
            "$vmlinux_build. Remove it (with kdump-host undo debuginfo, if that step installed it), and run this" \
            "again."
    fi
    fail debuginfo-build "$vmlinux_odd is of another build than the running kernel: its build-id is" \
        "$vmlinux_odd_build, the kernel's is $vmlinux_build. Remove it (with kdump-host undo debuginfo, if that step" \
        "installed it), or reboot into the kernel it belongs to."
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
    local vmlinux_table vmlinux_rows vmlinux_type vmlinux_at vmlinux_size
    RET=$(od -An -v -tx1 -N 5 "$1" 2>/dev/null) || RET=
    if [ "$RET" != ' 7f 45 4c 46 02' ]; then RET='' && return 0; fi
    vmlinux_table=$(od -An -v -td8 -j 40 -N 8 "$1" 2>/dev/null | tr -cd 0-9) || :
    vmlinux_rows=$(od -An -v -tu2 -j 60 -N 2 "$1" 2>/dev/null | tr -cd 0-9) || :
    vmlinux_rows=$(od -An -v -w64 -td8 -j "${vmlinux_table:-0}" -N $((${vmlinux_rows:-0} * 64)) "$1" 2>/dev/null) || :
    RET=
    while read -r vmlinux_type _ _ vmlinux_at vmlinux_size _; do
        # Notes are small; anything larger is not one, and is not read.
        if digits "$vmlinux_type" && digits "$vmlinux_at" && digits "$vmlinux_size" 5 &&
            [ $((vmlinux_type >> 32)) = 7 ]; then
            RET=$(od -An -v -tx1 -j "$vmlinux_at" -N "$vmlinux_size" "$1" 2>/dev/null | tr -d ' \n') || RET=
            vmlinux_note "$RET"
            if [ -n "$RET" ]; then return 0; fi
        fi
    done <<ROWS
$vmlinux_rows
ROWS
    RET=
}

# vmlinux_find_build ID: RET is the path of the file that packages of debuginfo link to by the build-id, empty where
# there is none. ID is hexadecimal.
vmlinux_find_build() {
    RET=$root/usr/lib/debug/.build-id/${1%"${1#??}"}/${1#??}.debug
    if [ -f "$RET" ]; then
        RET=$(readlink -f "$RET")
        RET=${RET#"$(readlink -f "$root/")"}
        RET=/${RET#/}
    else
        RET=
    fi
}

# vmlinux_loaded FILE: RET is the kernel's image that goes with a .debug file, which holds no more than debuginfo.
vmlinux_loaded() {
    local vmlinux_release vmlinux_file vmlinux_suffix
    RET=
    case $1 in
    *.debug) ;;
    *) return 0 ;;
    esac
    vmlinux_release=${1%.debug} vmlinux_release=${vmlinux_release%/vmlinux} vmlinux_release=${vmlinux_release##*/}
    vmlinux_release=${vmlinux_release#vmlinux-}
    for vmlinux_file in "/boot/vmlinux-$vmlinux_release" "/usr/lib/modules/$vmlinux_release/vmlinux" \
        "/lib/modules/$vmlinux_release/vmlinux"; do
        for vmlinux_suffix in '' .xz .gz; do
            if [ -f "$root$vmlinux_file$vmlinux_suffix" ]; then RET=$vmlinux_file$vmlinux_suffix && return 0; fi
        done
    done
}

# shellcheck shell=sh
# An NFS export that dumps go to, mounted below the state directory while it is read. A server that is gone must not
# block the run for ever, and nothing on an export is executed.
place_nfs_dir=$state/nfs

# Set while this run has it mounted.
place_nfs_here=

# place_nfs_mount MODE EXPORT: MODE is ro or rw. Status 1 with RET, what mount says.
place_nfs_mount() {
    local place_nfs_options="$1,nosuid,nodev,noexec,soft,nolock,tcp,timeo=150,retrans=2,retry=0"
    place_nfs_unmount
    place_nfs_here=1
    if [ ! -d "$place_nfs_dir" ]; then
        mkdir -m 700 "$place_nfs_dir" || fail write "$place_nfs_dir could not be made."
    fi
    RET=$(timeout 150 mount -t nfs -o "$place_nfs_options" "$2" "$place_nfs_dir" 2>&1)
}

# place_nfs_unmount: what is mounted there, perhaps by a run that was killed.
place_nfs_unmount() {
    while place_nfs_mounted; do
        umount "$place_nfs_dir" 2>/dev/null || umount -l "$place_nfs_dir" ||
            fail nfs-unmount "$place_nfs_dir cannot be unmounted. Look at it with: mount | grep $place_nfs_dir"
    done
    if [ -d "$place_nfs_dir" ]; then rmdir "$place_nfs_dir" || :; fi
    place_nfs_here=
}

place_nfs_mounted() {
    local place_nfs_point
    if [ ! -r "$root/proc/mounts" ]; then return 1; fi
    while read -r _ place_nfs_point _; do
        if [ "$place_nfs_point" = "$place_nfs_dir" ]; then return 0; fi
    done <"$root/proc/mounts"
    return 1
}

# place_nfs_open MODE EXPORT TIMES: the export is mounted, or a failure says why not.
place_nfs_open() {
    retry "$3" place_nfs_mount "$1" "$2" ||
        fail target-unreachable "Dumps go to $dump_path, which cannot be mounted. mount says: ${RET:-nothing}. See" \
            "that the server is up and exports it to this host, then run this again."
}

# place_nfs_prove EXPORT DIR: writes into DIR of the export as a dump would be, and creates DIR: kdump does not. Debian
# mounts DIR itself, so there EXPORT is the part of it that exists already.
place_nfs_prove() {
    local place_nfs_export="${1%/}" place_nfs_file="$place_nfs_dir$2/.pulumi-kdump" place_nfs_fault
    command -v mount.nfs >/dev/null ||
        fail no-nfs "There is no mount.nfs on this host, so no dump could be written to $dump_path. Install" \
            "nfs-common (Debian, Ubuntu), nfs-utils (EL) or nfs-client (SUSE)."
    case $place_nfs_export in
    *:) place_nfs_export=$place_nfs_export/ ;;
    esac
    say "writing to $dump_path"
    place_nfs_open rw "$place_nfs_export" 2
    # shellcheck disable=SC2015
    if place_nfs_fault=$( (umask 077 && mkdir -p "${place_nfs_file%/*}" && : >"$place_nfs_file" &&
        rm -f "$place_nfs_file") 2>&1); then
        place_nfs_fault=
    else
        place_nfs_fault="It says: ${place_nfs_fault##*"$NL"}"
    fi
    place_nfs_unmount
    if [ -n "$place_nfs_fault" ]; then
        fail nfs-write "The export $place_nfs_export can be mounted, and root of this host cannot write to it." \
            "$place_nfs_fault. Export it rw, with no_root_squash or with a directory that the squashed user may write" \
            "to."
    fi
    say "wrote to $dump_path"
}

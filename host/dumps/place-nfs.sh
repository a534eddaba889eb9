# shellcheck shell=sh
# An NFS export that dumps go to, mounted below the state directory for as long as it is looked into. A server that is
# gone must not hold anybody for ever, and nothing of an export is ever run.
nfs_dir=$state/nfs

# Whether this run has mounted it; and how often it tries, 5 s apart: after a boot the network may take its time.
nfs_here='' nfs_tries=6

# nfs_mount MODE: ro or rw. Status 1 with RET, what mount says.
nfs_mount() {
    nfs_unmount
    nfs_here=1
    if [ ! -d "$nfs_dir" ]; then mkdir -m 700 "$nfs_dir" || fail write "$nfs_dir could not be made."; fi
    RET=$(timeout 150 mount -t nfs -o "$1,nosuid,nodev,noexec,soft,nolock,tcp,timeo=150,retrans=2,retry=0" "$2" "$nfs_dir" 2>&1)
}

# nfs_unmount: what is mounted there, perhaps by a run that was killed.
nfs_unmount() {
    while nfs_mounted; do umount "$nfs_dir" 2>/dev/null || umount -l "$nfs_dir" || fail nfs-unmount "$nfs_dir cannot be unmounted. Look at it with: mount | grep $nfs_dir"; done
    if [ -d "$nfs_dir" ]; then rmdir "$nfs_dir" || :; fi
    nfs_here=
}

nfs_mounted() {
    if [ ! -r "$root/proc/mounts" ]; then return 1; fi
    while read -r _ nfs_point _; do
        if [ "$nfs_point" = "$nfs_dir" ]; then return 0; fi
    done <"$root/proc/mounts"
    return 1
}

# nfs_open MODE: the export, or a failure that says why not.
nfs_open() {
    nfs_left=$nfs_tries
    until nfs_mount "$1" "$nfs_export"; do
        nfs_left=$((nfs_left - 1))
        if [ $nfs_left = 0 ]; then
            fail target-unreachable "Dumps go to $dump_path, which cannot be mounted. mount says: ${RET:-nothing}. See that the server is up and exports it to this host, then run this again."
        fi
        sleep 5
    done
}

# nfs_prove: writes as a dump would be, into a directory that is made there: kdump makes none. On Debian it is mounted
# itself, so its export is the part of it that is there already.
nfs_prove() {
    command -v mount.nfs >/dev/null || fail no-nfs "There is no mount.nfs on this host, so no dump could be written to $dump_path. Install nfs-common (Debian, Ubuntu), nfs-utils (EL) or nfs-client (SUSE)."
    nfs_export=${conf_place%/} nfs_tries=2
    case $nfs_export in
    *:) nfs_export=$nfs_export/ ;;
    esac
    say "writing to $dump_path"
    nfs_open rw
    nfs_file=$nfs_dir$conf_path/.pulumi-kdump
    # shellcheck disable=SC2015
    if nfs_fault=$( (umask 077 && mkdir -p "${nfs_file%/*}" && : >"$nfs_file" && rm -f "$nfs_file") 2>&1); then
        nfs_fault=
    else
        nfs_fault="It says: ${nfs_fault##*"$NL"}"
    fi
    nfs_unmount
    if [ -n "$nfs_fault" ]; then
        fail nfs-write "The export $nfs_export can be mounted, and root of this host cannot write to it. $nfs_fault. Export it rw, with no_root_squash or with a directory that the squashed user may write to."
    fi
}

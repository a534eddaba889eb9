# shellcheck shell=sh
# The dumps of many hosts lie here, so it has to be said which one a report is of.
directory_find() {
    usage "${program##*/} report --vmcore FILE, and what else a report on a host may be told"
}

# directory_reserve DIR: RET is how many KiB of DIR's file system have to stay free for the next dumps: here what the DumpServer
# keeps free for its clients.
directory_reserve() {
    state_get keep-free
    if ! room_text "$RET"; then RET=$room_keep_default; fi
    room_kept=$RET
    room_system "$1" && room_of "$room_kept" "$room_size" || RET=0
    if [ "$RET" -lt 65536 ]; then RET=65536; fi
}

# shellcheck shell=sh
# The dumps of many hosts lie here, so it has to be said which one a report is of.
dump_dir_find() {
    usage "${program##*/} report --vmcore FILE, and what else a report on a host may be told"
}

# dump_reserve DIR: RET is how many KiB of DIR's file system have to stay free for the next dumps: half of what is, for they
# are of many clients.
dump_reserve() {
    files_free "$1"
    RET=$((${files_kib:-0} / 2))
    if [ "$RET" -lt 65536 ]; then RET=65536; fi
}

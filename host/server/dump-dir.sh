# shellcheck shell=sh
# The dumps of many hosts lie here, so it has to be said which one a report is of.
dump_dir_find() {
    usage "${program##*/} report --vmcore FILE, and what else a report on a host may be told"
}

# shellcheck shell=sh
# A dump that goes away by ssh is proved by a file, written by the commands that kdump uses.

# What is written.
write_test_text=

# write_test USER@HOST PORT DIR KEY: fails unless what is written into DIR there arrives as it is.
write_test() {
    local write_test_file="$3/.write-test" write_test_want
    say "writing to $1:$3"
    write_test_text="$host_boot $(date +%s)"
    write_test_do "$@" "mkdir -p $3"
    write_test_do "$@" "dd of=$write_test_file"
    write_test_do "$@" "sha256sum $write_test_file"
    write_test_want=$(printf '%s\n' "$write_test_text" | sha256sum)
    if [ "${RET%% *}" != "${write_test_want%% *}" ]; then
        outside_text "$RET"
        fail target-write "What was written to $1:$write_test_file is not what arrived there. It answers:" \
            "${RET:-nothing}."
    fi
    say "wrote to $1:$3"
}

# write_test_do USER@HOST PORT DIR KEY COMMAND
write_test_do() {
    place_ssh_do "$1" "$4" "$5" <<TEXT && return 0
$write_test_text
TEXT
    if [ "$place_ssh_status" = 255 ]; then
        fail target-unreachable "The DumpServer $1 (port $2) cannot be reached from this host. ssh says:" \
            "${RET:-nothing}. Check address and port of the DumpServer, and what lies in between."
    fi
    fail target-write "The DumpServer $1 accepts no dump of this host into $3. It says: ${RET:-nothing}."
}

# shellcheck shell=sh
# A write to a DumpServer is proved before a kernel has died, by the commands that kdump uses.

# write_test USER@HOST PORT DIR KEY: the port is for people; ssh has it from its configuration or from
# place_ssh_options.
write_test() {
    local write_test_text write_test_want
    say "writing to $1:$3"
    write_test_text="$host_boot $(date +%s)"
    write_test_do "$@" "mkdir -p $3"
    write_test_do "$@" "dd of=$3/.write-test"
    write_test_do "$@" "sha256sum $3/.write-test"
    write_test_want=$(printf '%s\n' "$write_test_text" | sha256sum)
    if [ "${RET%% *}" != "${write_test_want%% *}" ]; then
        outside_text "$RET"
        fail target-write "What was written to $1:$3/.write-test is not what arrived there." \
            "It answers: ${RET:-nothing}."
    fi
}

# write_test_do USER@HOST PORT DIR KEY COMMAND: with write_test_text on its standard input.
write_test_do() {
    place_ssh_do "$1" "$4" "$5" <<TEXT && return 0
$write_test_text
TEXT
    case $place_ssh_status in
    255)
        fail target-unreachable "The DumpServer $1 (port $2) cannot be reached from this host." \
            "ssh says: ${RET:-nothing}. Check address and port of the DumpServer, and what lies in between."
        ;;
    *) fail target-write "The DumpServer $1 takes no dump of this host into $3. It says: ${RET:-nothing}." ;;
    esac
}

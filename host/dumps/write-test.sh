# shellcheck shell=sh
write_test() {
    say "writing to $trust_place:$trust_dir"
    trust_file=$trust_dir/.write-test
    trust_text="$host_boot $(date +%s)"
    write_test_do "mkdir -p $trust_dir"
    write_test_do "dd of=$trust_file"
    write_test_do "sha256sum $trust_file"
    trust_got=${RET%% *}
    trust_want=$(printf '%s\n' "$trust_text" | sha256sum)
    if [ "$trust_got" != "${trust_want%% *}" ]; then
        outside_text "$RET"
        fail target-write "What was written to $trust_place:$trust_file is not what arrived there. It answers: ${RET:-nothing}."
    fi
}

# write_test_do COMMAND
write_test_do() {
    place_ssh_do "$trust_place" "$trust_identity" "$1" <<TEXT || write_test_failed
$trust_text
TEXT
}

write_test_failed() {
    case $place_ssh_status in
    255) fail target-unreachable "The DumpServer $trust_place (port $trust_port) cannot be reached from this host. ssh says: ${RET:-nothing}. Check address and port of the DumpServer, and what lies in between." ;;
    *) fail target-write "The DumpServer $trust_place takes no dump of this host into $trust_dir. It says: ${RET:-nothing}." ;;
    esac
}

# shellcheck shell=sh
# A key of this host's own, for dumps that go to a DumpServer. The private half never leaves the host.

step_key() {
    [ $# = 0 ] || fail_usage "kdump-host key"
    command -v ssh-keygen >/dev/null ||
        fail no-ssh "ssh-keygen is not installed on this host. Install openssh-client or openssh-clients."
    files_make_dir "${key_file%/*}" 700
    if [ ! -s "$key_file" ]; then
        files_temp "$key_file"
        ssh-keygen -q -t ed25519 -N '' -C pulumi-kdump -f "$litter" </dev/null >>"$log" 2>&1 ||
            fail key "ssh-keygen could not make a key. More in ${log#"$root"}."
        rm -f "$litter.pub"
        files_move "$key_file"
        files_label "$key_file"
        changed=true
    fi
    key_public
    json_add publicKey "$RET"
    json_answer
}

# key_public: RET is the public half, TYPE KEY, and lies beside the private one.
key_public() {
    local key_type key_text
    RET=$(ssh-keygen -y -f "$key_file" </dev/null 2>>"$log") ||
        fail key "${key_file#"$root"} cannot be read. Remove it, and run this again."
    read -r key_type key_text _ <<KEY
$RET
KEY
    files_put "$key_file.pub" "$key_type $key_text pulumi-kdump$NL"
    RET="$key_type $key_text"
}

would_key() {
    if [ -s "$key_file" ]; then key_public; else would_change "$key_file" "is not there"; fi
}

undo_key() {
    files_remove "$key_file"
    files_remove "$key_file.pub"
    files_unmake_dir "${key_file%/*}"
}

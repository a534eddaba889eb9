# shellcheck shell=sh
# Checks arguments that describe another host. They become parts of configuration files and commands, so none may be an
# option, a second word or a second line. src/args/ has the same rules.

# peer_refuse TEXT WHAT
peer_refuse() {
    outside_text "$1"
    fail_usage "'$RET' is not a $2."
}

# peer_account TEXT: is it USER@HOST?
peer_account() {
    case $1 in
    *[!A-Za-z0-9._@:%-]* | *@*@*) return 1 ;;
    [A-Za-z0-9_]*@[A-Za-z0-9_:]*) ;;
    *) return 1 ;;
    esac
    case ${1%%@*} in
    *[:%]*) return 1 ;;
    esac
    [ "${#1}" -le 320 ]
}

# peer_port TEXT
peer_port() {
    digits "$1" 5 && [ "$1" -gt 0 ] && [ "$1" -le 65535 ]
}

# peer_dir TEXT: is it the full path of a directory, by characters that mean nothing to a shell?
peer_dir() {
    case $1/ in
    / | // | [!/]* | *[!A-Za-z0-9._/:@%+-]* | */../*) return 1 ;;
    esac
    [ "${#1}" -le 4096 ]
}

# peer_key TEXT: is it a host key, `TYPE KEY`, and nothing behind it? A key begins with the length and name of its type,
# and the type fixes the length of the rest, so no program is needed to check one against the other.
peer_key() {
    local peer_least peer_most peer_text
    case $1 in
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI'*) peer_least=68 peer_most=68 ;;
    'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB'*) peer_least=140 peer_most=140 ;;
    'ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhB'*) peer_least=184 peer_most=184 ;;
    'ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFB'*) peer_least=232 peer_most=232 ;;
    # 1024 to 16384 bits.
    'ssh-rsa AAAAB3NzaC1yc2EAAA'*) peer_least=200 peer_most=3200 ;;
    'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAI'*) peer_least=96 peer_most=1024 ;;
    'sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBB'*)
        peer_least=168 peer_most=1024
        ;;
    *) return 1 ;;
    esac
    peer_text=${1#* }
    case $peer_text in
    *[!A-Za-z0-9+/=]* | *=[!=]* | *===) return 1 ;;
    esac
    [ "${#peer_text}" -ge $peer_least ] && [ "${#peer_text}" -le $peer_most ] && [ $((${#peer_text} % 4)) = 0 ]
}

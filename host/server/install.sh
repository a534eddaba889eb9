# shellcheck shell=sh
# sh FILE install DIGEST DIR [--owner OWNER [--take-over]]: what a collecting host needs for any client: the program,
# and the directory that holds the clients' directories. Any Linux with OpenSSH's server will do.

# The public host keys, as a list of JSON behind a comma.
install_list=

step_install() {
    owners_options "$@"
    [ "$RET" = 2 ] || fail_usage "sh FILE install DIGEST DIR [--owner OWNER [--take-over]]"
    owners_allow
    program_check "$1"
    install_check
    install_keys
    if [ -e "$root$2" ] && [ ! -d "$root$2" ]; then
        fail dump-path "$2 is there, and is not a directory. Move it away, or choose another path."
    fi
    install_safe "$2"
    owners_install
    program_put
    install_label
    # Clients pass through it, but cannot list it.
    files_make_dir "$root$2" 711
    json_add path "$2"
    json_put hostKeys "[${install_list#,}]"
    json_answer
}

install_check() {
    local install_one
    [ -x "$root/usr/sbin/sshd" ] || command -v sshd >/dev/null ||
        fail no-sshd "OpenSSH's server is not installed here. Install openssh-server."
    for install_one in useradd usermod userdel; do
        command -v $install_one >/dev/null ||
            fail no-useradd "$install_one is not installed here, so no accounts can be made. Install the package" \
                "passwd, shadow or shadow-utils."
    done
}

# The label of a login shell, where SELinux is on: sshd may start no other in every policy.
install_label() {
    if [ ! -e "$root/sys/fs/selinux/enforce" ] || ! command -v chcon >/dev/null; then return 0; fi
    chcon -t shell_exec_t "$program" 2>>"$log" || say "the SELinux label of ${program#"$root"} could not be set"
}

# install_safe DIR: only root can replace DIR or what is in it, as sshd demands of a ChrootDirectory. A directory above
# may have the sticky bit, as /tmp does; DIR itself may not, or somebody could create a client's directory before us.
install_safe() {
    local install_at="$1" install_owner install_mode
    while [ -n "$install_at" ]; do
        if [ -d "$root$install_at" ]; then
            install_owner=$(stat -L -c %U "$root$install_at")
            install_mode=$(stat -L -c %a "$root$install_at")
            case $install_owner:$install_mode in
            root:?[0145][0145] | root:??[0145][0145]) ;;
            root:[1357]???)
                if [ "$install_at" = "$1" ]; then install_unsafe "$install_at" "$install_owner" "$install_mode"; fi
                ;;
            *) install_unsafe "$install_at" "$install_owner" "$install_mode" ;;
            esac
        fi
        install_at=${install_at%/*}
    done
}

# install_unsafe DIR OWNER MODE
install_unsafe() {
    fail dump-path "$1 belongs to $2 and has the mode $3, so others than root could put something in the place of" \
        "dumps. Give it to root, with a mode that lets nobody else write, or choose another path."
}

# install_list: the public host keys, which clients pin. An address must not be part of it.
install_keys() {
    local install_one install_type install_key
    for install_one in "$root"/etc/ssh/ssh_host_*_key.pub; do
        if [ ! -f "$install_one" ]; then continue; fi
        read -r install_type install_key _ <"$install_one" || :
        case $install_type in
        ssh-ed25519 | ecdsa-sha2-* | ssh-rsa)
            json_quote "$install_type $install_key"
            install_list=$install_list,$RET
            ;;
        esac
    done
    if [ -z "$install_list" ]; then
        fail no-host-keys "There are no host keys in /etc/ssh. Start the ssh server once, or make them with:" \
            "ssh-keygen -A"
    fi
}

# The program stays as long as a client's forced command needs it.
undo_install() {
    local install_one
    if [ -d "$homes" ] && ! rmdir "$homes" 2>/dev/null; then
        say "keeping ${program#"$root"}: it still has clients"
        return 0
    fi
    program_remove
    state_get made-dirs
    for install_one in $RET; do files_unmake_dir "$install_one"; done
    # A directory with dumps in it stays, and is forgotten. What a report has installed stays, as packages do.
    state_forget made-dirs .new packages.out .new-debuginfo debuginfo.out debuginfo.lock debuginfo-added \
        debuginfo-before keep-free owners
    vmcore_forget report
    if [ -d "$state" ]; then
        rmdir "$state" 2>/dev/null || :
        changed=true
    fi
}

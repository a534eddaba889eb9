# shellcheck shell=sh
# One account a client, so that it is the kernel that keeps clients apart. It has no password; its home and what is in
# there are root's, so that it cannot let anybody else in; and its one key runs `kdump-server receive` and nothing else.

# account USER DIR KEY
step_account() {
    [ $# = 3 ] || usage "kdump-server account USER DIR KEY"
    account_check "$1" "$2"
    case $3 in
    "ssh-ed25519 "*[!A-Za-z0-9+/=]* | [!s]* | *"$NL"*) fail key "'$3' is no public key of the kind ssh-ed25519." ;;
    "ssh-ed25519 "?*) ;;
    *) fail key "'$3' is no public key of the kind ssh-ed25519." ;;
    esac
    account_make
    account_dir
    account_home
    files_put "$account_home/.ssh/authorized_keys" "restrict,command=\"${program#"$root"} receive $2\" $3$NL"
    account_label
    json_add user "$1"
    json_add path "$2"
    json_answer
}

# account_check USER DIR
account_check() {
    account_user=$1 account_path=$2
    case $1 in
    kdump-*[!a-z0-9-]* | kdump- | [!k]* | ?????????????????????????????????*) usage "USER is kdump- and a name of small letters, digits and -, 32 characters at most." ;;
    kdump-*) ;;
    *) usage "USER begins with kdump-." ;;
    esac
    case $2 in
    [!/]* | *[!A-Za-z0-9/._:@%+-]* | */../* | */.. | / | '') usage "DIR is a full path without blanks and without .." ;;
    esac
    account_home=$homes/$1
}

account_there() {
    getent passwd "$account_user" >/dev/null
}

account_make() {
    if account_there; then return 0; fi
    useradd --system --no-create-home --home-dir "${account_home#"$root"}" --shell /bin/sh --comment "dumps of a kdump host" "$account_user" 2>>"$log" ||
        fail account "The account $account_user could not be made. More in ${log#"$root"}."
    # No password, and yet not locked: sshd without PAM lets nobody into an account that is.
    usermod -p '*' "$account_user" 2>>"$log" || fail account "The password of $account_user could not be disabled. More in ${log#"$root"}."
    changed=true
}

# Dumps of a client that was there before are its own again.
account_dir() {
    account_full=$root$account_path
    if [ -L "$account_full" ] || { [ -e "$account_full" ] && [ ! -d "$account_full" ]; }; then
        fail dump-path "$account_path is there, and is not a directory. Move it away."
    fi
    files_make_dir "${account_full%/*}" 711
    files_make_dir "$account_full" 700
    if [ "$(stat -c %a "$account_full")" != 700 ]; then chmod 700 "$account_full" && changed=true; fi
    if [ "$(stat -c %U "$account_full")" != "$account_user" ]; then
        chown -hR "$account_user:" "$account_full" || fail write "$account_path could not be given to $account_user."
        changed=true
    fi
}

account_home() {
    for account_one in "$homes" "$account_home" "$account_home/.ssh"; do files_make_dir "$account_one" 755; done
}

# sshd may read no other label, where SELinux is on.
account_label() {
    if [ ! -e "$root/sys/fs/selinux/enforce" ] || ! command -v chcon >/dev/null; then return 0; fi
    chcon -R -t ssh_home_t "$account_home/.ssh" 2>>"$log" || say "the SELinux label of ${account_home#"$root"}/.ssh could not be set"
}

# undo account USER DIR: nobody gets in any more; the dumps stay, for root alone, because an account that is made later
# may get the same number.
undo_account() {
    account_check "$1" "$2"
    files_remove "$account_home/.ssh/authorized_keys"
    account_full=$root$account_path
    if account_there; then
        if [ -d "$account_full" ] && [ ! -L "$account_full" ]; then
            rm -f "$account_full/.write-test"
            rmdir "$account_full" 2>/dev/null || chown -hR 0:0 "$account_full" || fail write "$account_path could not be given to root."
        fi
        userdel "$account_user" 2>>"$log" >&2 ||
            fail account-busy "The account $account_user could not be removed; it may be receiving a dump just now. Look at it with: ps -u $account_user; then run this again."
        changed=true
    fi
    if [ -d "$account_home" ]; then
        rmdir "$account_home/.ssh" "$account_home" 2>/dev/null || :
        changed=true
    fi
    state_get made-dirs
    for account_one in $RET; do
        case $account_one in
        "$account_full" | "$account_home" | "$account_home"/*) files_unmake_dir "$account_one" ;;
        esac
    done
}

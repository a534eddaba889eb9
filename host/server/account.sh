# shellcheck shell=sh
# One account per client, so the kernel separates clients. It has no password; its login shell is this program
# (login-shell.sh); its home belongs to root, so it cannot let anybody else in; and its only key runs `kdump-server
# receive` and nothing else: `restrict` is OpenSSH's own word for no forwarding, terminal, agent or ~/.ssh/rc.
account_use="kdump-server account USER DIR KEY [--quota SIZE] [--keep-free SIZE]"

# The account of this run, its home and the directory of its dumps.
account_user='' account_home='' account_path=

step_account() {
    local account_key account_quota account_keep
    [ $# -ge 3 ] || fail_usage "$account_use"
    account_check "$1" "$2"
    account_key=$3 account_quota=$room_quota_default account_keep=$room_keep_default
    case $account_key in
    "ssh-ed25519 "*[!A-Za-z0-9+/=]* | [!s]* | *"$NL"*)
        fail key "'$account_key' is not an ssh-ed25519 public key."
        ;;
    "ssh-ed25519 "?*) ;;
    *) fail key "'$account_key' is not an ssh-ed25519 public key." ;;
    esac
    shift 3
    while [ $# -gt 0 ]; do
        if [ $# -lt 2 ] || ! room_text "$2"; then fail_usage "$account_use, each SIZE as 500M, 200G, 2T or 50%"; fi
        case $1 in
        --quota) account_quota=$2 ;;
        --keep-free) account_keep=$2 ;;
        *) fail_usage "$account_use" ;;
        esac
        shift 2
    done
    account_pam
    account_make
    account_dir
    account_home
    files_put "$account_home/.ssh/authorized_keys" \
        "restrict,command=\"${program#"$root"} receive $account_path $account_quota $account_keep\" $account_key$NL"
    account_label
    # What reports leave free too.
    if [ "$(cat "$state/keep-free" 2>/dev/null)" != "$account_keep" ]; then state_put keep-free "$account_keep$NL"; fi
    json_add user "$account_user"
    json_add path "$account_path"
    json_answer
}

# account_check USER DIR
account_check() {
    account_user=$1 account_path=$2
    case $1 in
    kdump-*[!a-z0-9-]* | kdump- | [!k]* | ?????????????????????????????????*)
        fail_usage "USER is kdump- and a name of small letters, digits and -, 32 characters at most."
        ;;
    kdump-*) ;;
    *) fail_usage "USER begins with kdump-." ;;
    esac
    case $2 in
    [!/]* | *[!A-Za-z0-9/._:@%+-]* | */../* | */.. | */./* | */. | *//* | */ | '')
        fail_usage "DIR is a full path without blanks, and without . and .."
        ;;
    esac
    case $2 in
    /*/*) ;;
    *) fail_usage "DIR lies in a directory of its own, which holds the clients' directories." ;;
    esac
    account_home=$homes/$1
}

# account_field NUMBER: RET is that field of the account's line in passwd; status 1 when there is no such account.
account_field() {
    RET=$(getent passwd "$account_user") || return 1
    RET=$(printf '%s\n' "$RET" | cut -d : -f "$1")
}

# sshd accepts a login shell that is not in /etc/shells, unless PAM is told to check.
account_pam() {
    local account_shells
    account_shells=$(grep -l -s -E '^[^#]*pam_shells' "$root/etc/pam.d/sshd" "$root"/etc/pam.d/common-* \
        "$root/etc/pam.d/system-auth" "$root/etc/pam.d/password-auth") || :
    if [ -z "$account_shells" ]; then return 0; fi
    if grep -qsx "${program#"$root"}" "$root/etc/shells"; then return 0; fi
    account_shells=$(printf '%s' "$account_shells" | head -n 1)
    fail pam-shells "${account_shells#"$root"} asks for pam_shells, so that nobody gets in whose shell is not in" \
        "/etc/shells. The clients' shell is ${program#"$root"}, which takes dumps in and does nothing else: add it to" \
        "/etc/shells, or take pam_shells out."
}

# An account of an earlier version has a system shell.
account_make() {
    local account_shell="${program#"$root"}"
    if ! account_field 7; then
        # No password, but not locked either: sshd without PAM refuses locked accounts.
        useradd --system --no-create-home --home-dir "${account_home#"$root"}" --shell "$account_shell" --password '*' \
            --comment "dumps of a kdump host" "$account_user" 2>>"$log" ||
            fail account "The account $account_user could not be made. More in ${log#"$root"}."
        changed=true
    elif [ "$RET" != "$account_shell" ]; then
        usermod --shell "$account_shell" --password '*' "$account_user" 2>>"$log" ||
            fail account "The shell of $account_user could not be set. More in ${log#"$root"}."
        changed=true
    fi
}

# A former client's dumps were left to root, and become its own again. Another user's directory is refused.
account_dir() {
    local account_full account_owner
    account_full=$root$account_path
    if [ -L "$account_full" ] || { [ -e "$account_full" ] && [ ! -d "$account_full" ]; }; then
        fail dump-path "$account_path is there, and is not a directory. Move it away."
    fi
    install_safe "${account_path%/*}"
    files_make_dir "${account_full%/*}" 711
    files_make_dir "$account_full" 700
    account_owner=$(stat -c %U "$account_full")
    case $account_owner in
    root | "$account_user") ;;
    *) fail dump-path "$account_path belongs to $account_owner and not to root or $account_user. Move it away." ;;
    esac
    if [ "$(stat -c %a "$account_full")" != 700 ]; then chmod 700 "$account_full" && changed=true; fi
    if [ "$account_owner" != "$account_user" ]; then
        chown -hR "$account_user:" "$account_full" || fail write "$account_path could not be given to $account_user."
        changed=true
    fi
}

# The locks are taken by the account and are not its own (stream.sh).
account_home() {
    local account_one
    for account_one in "$homes" "$account_home" "$account_home/.ssh" "$account_home/locks"; do
        files_make_dir "$account_one" 755
    done
    account_locks
    for account_one in $RET; do
        if [ ! -f "$account_one" ]; then files_put "$account_one" '' 644; fi
    done
}

# account_locks: RET is their files.
account_locks() {
    local account_number
    RET=$account_home/locks/names account_number=0
    while [ $account_number -lt "$room_streams" ]; do
        account_number=$((account_number + 1))
        RET="$RET $account_home/locks/stream.$account_number"
    done
}

# sshd may read no other label, where SELinux is on.
account_label() {
    if [ ! -e "$root/sys/fs/selinux/enforce" ] || ! command -v chcon >/dev/null; then return 0; fi
    chcon -R -t ssh_home_t "$account_home/.ssh" 2>>"$log" ||
        say "the SELinux label of ${account_home#"$root"}/.ssh could not be set"
}

# undo account USER DIR: the client is locked out; its dumps stay, for root alone, because a later account may get the
# same number.
undo_account() {
    local account_full account_one
    account_check "$1" "$2"
    files_remove "$account_home/.ssh/authorized_keys"
    account_full=$root$account_path
    if account_field 1; then
        if [ -d "$account_full" ] && [ ! -L "$account_full" ]; then
            rm -f "$account_full/.write-test"
            rmdir "$account_full" 2>/dev/null || chown -hR 0:0 "$account_full" ||
                fail write "$account_path could not be given to root."
        fi
        userdel "$account_user" 2>>"$log" >&2 ||
            fail account-busy "The account $account_user could not be removed; it may be receiving a dump right now." \
                "Look at it with: ps -u $account_user; then run this again."
        changed=true
    fi
    if [ -d "$account_home" ]; then
        account_locks
        for account_one in $RET; do files_remove "$account_one"; done
        rmdir "$account_home/.ssh" "$account_home/locks" "$account_home" 2>/dev/null || :
        changed=true
    fi
    state_get made-dirs
    for account_one in $RET; do
        case $account_one in
        "$account_full" | "$account_home" | "$account_home"/*) files_unmake_dir "$account_one" ;;
        esac
    done
}

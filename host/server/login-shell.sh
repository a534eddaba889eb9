# shellcheck shell=sh
# The login shell of a client's account is this program, as git-shell is git's own: sshd starts it with the forced
# command of the key, `kdump-server -c COMMAND`. Whatever else lets somebody in as this user, there is no other shell to
# reach, and this one runs the one command that root wrote down for the account. It is in no /etc/shells, so nobody else
# can take it.
login_shell_run() {
    local login_shell_user login_shell_line
    homes=${homes#"$root"} program=${program#"$root"}
    step=kdump-server root=
    # Variables that sshd may accept from clients.
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    export PATH
    unset TMPDIR ENV BASH_ENV CDPATH POSIXLY_CORRECT BLOCK_SIZE DF_BLOCK_SIZE DU_BLOCK_SIZE
    [ "$#:${1-}" = 2:-c ] || receive_refuse "there is no shell here"
    login_shell_user=$(id -un)
    login_shell_line=
    IFS= read -r login_shell_line 2>/dev/null <"$homes/$login_shell_user/.ssh/authorized_keys" || :
    case $login_shell_line in
    "restrict,command=\"$2\" ssh-ed25519 "*) ;;
    *) receive_refuse "there is no shell here, and nothing to run but what a client's key stands for" ;;
    esac
    set -f
    # shellcheck disable=SC2086
    set -- $2
    [ "${1-} ${2-}" = "$program receive" ] || receive_refuse "there is no shell here"
    shift 2
    receive "$@"
}

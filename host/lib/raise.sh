# shellcheck shell=sh
# Root by `sudo -n` when the login user is not root. sudo is found on the user's own PATH; ours is set after.

raise() {
    if [ -n "$root" ]; then return 0; fi
    if [ "$(id -u)" != 0 ]; then raise_sudo "$@"; fi
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    export PATH
}

raise_sudo() {
    local raise_user raise_text
    raise_user=$(id -un 2>/dev/null || id -u)
    if [ ! -f "$0" ]; then fail_usage "$raise_user is not root. Run it by: sudo -n sh -s -- $1 ..."; fi
    command -v sudo >/dev/null ||
        fail no-sudo "The user $raise_user is not root, and sudo is not installed. Log in as root, or install sudo" \
            "and allow $raise_user to use it without a password."
    # The installed program is asked for by name, so that a sudoers rule may allow just that.
    if [ "$0" = "$program" ]; then set -- "$0" "$@"; else set -- sh "$0" "$@"; fi
    if raise_text=$(LC_ALL=C sudo -n -l "$1" 2>&1); then exec sudo -n "$@"; fi
    case $raise_text in
    *password*)
        fail sudo-password "sudo asks $raise_user for a password, and there is nobody to type it. Log in as root, or" \
            "give $raise_user a NOPASSWD rule in /etc/sudoers.d."
        ;;
    *)
        fail sudo-refused "sudo refuses $raise_user: $raise_text. Log in as root, or allow $raise_user to use sudo" \
            "without a password."
        ;;
    esac
}

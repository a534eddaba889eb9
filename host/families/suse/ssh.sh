# shellcheck shell=sh
# What SUSE's capture initrd knows of ssh: no ~/.ssh/config, so the port is part of the URL; of known_hosts what
# `ssh-keygen -F` finds as the initrd is built; and the keys that kdump takes in. (kdump_init_ssh of openSUSE/kdump's
# setup-kdump.functions, and of its module-setup.sh from 15 SP6 on)

# The key that kdump takes, and what a link to it says.
suse_identity='' suse_target=

# suse_ssh_names HOST PORT: RET is what a line of known_hosts is for. kdump asks for HOST, from 15 SP6 on for HOST:PORT,
# and ssh itself for [HOST]:PORT.
suse_ssh_names() {
    RET=$1
    if [ "$2" != 22 ]; then RET="$1,$1:$2,[$1]:$2"; fi
}

# suse_ssh_free: RET is the name under which SLES 12's kdump, which takes root's usual keys alone, can have the key: one
# that leads to it already, or one that nobody uses.
suse_ssh_free() {
    local suse_free suse_name suse_link=
    suse_target=${conf_sshkey##*/} suse_free=
    for suse_name in id_ed25519 id_ecdsa id_dsa id_rsa; do
        suse_link=$root/root/.ssh/$suse_name
        if [ "${suse_link#"$root"}" = "$conf_sshkey" ] || [ "$(readlink "$suse_link")" = "$suse_target" ]; then
            RET=$suse_name
            return 0
        fi
        if [ -z "$suse_free" ] && [ ! -e "$suse_link" ] && [ ! -L "$suse_link" ] && [ ! -e "$suse_link.pub" ]; then
            suse_free=$suse_name
        fi
    done
    if [ -z "$suse_free" ]; then
        fail sshkey-fixed "This host's kdump knows no KDUMP_SSH_IDENTITY and takes root's own keys alone, and" \
            "id_ed25519, id_ecdsa, id_dsa and id_rsa in /root/.ssh are all in use. Let one of those into the server" \
            "by hand, and give it as sshkey; or remove one that nobody needs."
    fi
    RET=$suse_free
}

# suse_ssh_able: fails where kdump could not have the key.
suse_ssh_able() {
    if [ -z "$conf_sshkey" ] || suse_conf_knows KDUMP_SSH_IDENTITY; then return 0; fi
    case $conf_sshkey in
    /root/.ssh/*/*) ;;
    /root/.ssh/*) suse_ssh_free && return 0 ;;
    esac
    fail sshkey-fixed "This host's kdump knows no KDUMP_SSH_IDENTITY and takes the keys of /root/.ssh alone. Put" \
        "$conf_sshkey there."
}

# suse_ssh_ready: after the configuration is written.
suse_ssh_ready() {
    if [ "$conf_target" != ssh ] || [ -z "$conf_sshkey" ] || suse_conf_knows KDUMP_SSH_IDENTITY; then
        suse_ssh_back
        suse_identity=$conf_sshkey
    else
        suse_ssh_free
        suse_identity=/root/.ssh/$RET
        if [ "$suse_identity" != "$conf_sshkey" ]; then suse_ssh_link "$root$suse_identity"; fi
    fi
    # Of a DumpServer, which the trust step has met.
    if [ -n "$would_looking" ]; then return 0; fi
    if [ "$conf_target" = ssh ] && [ "$root$conf_sshkey" = "$key_file" ]; then suse_ssh_prove; fi
}

# suse_ssh_link FILE: the public half first, for kdump takes none without.
suse_ssh_link() {
    if [ -L "$1" ] || would_write "$1"; then return 0; fi
    state_add ssh-links "$1"
    { ln -sf "$suse_target.pub" "$1.pub" && ln -s "$suse_target" "$1"; } >>"$log" 2>&1 ||
        fail write "${1#"$root"} could not be made."
    changed=true
}

# suse_ssh_back: the links go, if they are still ours.
suse_ssh_back() {
    local suse_link suse_file=
    state_get ssh-links
    for suse_link in $RET; do
        for suse_file in "$suse_link" "$suse_link.pub"; do
            if [ -L "$suse_file" ]; then files_remove "$suse_file"; fi
        done
        state_drop ssh-links "$suse_link"
    done
}

# suse_ssh_prove: writes as the capture kernel will, with what its initrd will have and no more.
suse_ssh_prove() {
    local suse_host suse_hosts suse_lines suse_name
    suse_host=${conf_place#*@}
    suse_hosts=$state/ssh-hosts
    suse_lines=
    for suse_name in "$suse_host" "$suse_host${conf_port:+:$conf_port}"; do
        RET=$(ssh-keygen -F "$suse_name" -f "$known_hosts" 2>>"$log" </dev/null | grep -v '^#') || RET=
        if [ -z "$RET" ]; then
            fail target-write "kdump will not find the host key of $suse_name in /root/.ssh/known_hosts (ssh-keygen" \
                "-F $suse_name), so the capture kernel could not tell the DumpServer from another. Run \`pulumi up\`" \
                "with --target-replace for the -trust resource."
        fi
        suse_lines=$suse_lines$RET$NL
    done
    state_put ssh-hosts "$suse_lines"
    place_ssh_options="-F /dev/null -p ${conf_port:-22} -o UserKnownHostsFile=$suse_hosts -o"
    place_ssh_options="$place_ssh_options GlobalKnownHostsFile=/dev/null -o IdentitiesOnly=yes"
    write_test "$conf_place" "${conf_port:-22}" "$conf_path" "$suse_identity"
    place_ssh_options=
    state_forget ssh-hosts
}

# shellcheck shell=sh
# The lines that cross the waist: every directive of kdump.conf(5) in its own words, and four words of ours.
# They become variables that no family owns:
#   conf_path           the dump directory; relative to the target where there is one
#   conf_core_collector the whole command; conf_collector: makedumpfile's arguments alone
#   conf_target         nfs, ssh, raw, virtiofs or a type of file system, and conf_place, where that is
#   conf_said           set where the lines say where dumps go: a target of the host's own then gives way
#   conf_sshkey         the key file for ssh
#   conf_port           the port of ssh, empty for 22; kdump.conf has no word for it
#   conf_append         additions to the capture kernel's command line
#   conf_sysctls        a panic policy, NAME=VALUE, one a line
#   conf_keep, conf_compression
# and all others by `conf_parse_get NAME`.
# Checked here is what is wrong everywhere. What one family cannot do it refuses with conf_refuse_given.

conf_path='' conf_core_collector='' conf_collector='' conf_target='' conf_place='' conf_said='' conf_sshkey=
conf_port='' conf_append=
conf_sysctls='' conf_keep='' conf_compression=
# The line in hand, its first word and what follows; the words that were given; the lines that conf_parse_get finds.
conf_line='' conf_word='' conf_value='' conf_seen='' conf_given=

conf_parse() {
    conf_path='' conf_collector='' conf_core_collector='' conf_keep='' conf_compression='' conf_append=
    conf_sysctls=
    conf_target='' conf_place='' conf_sshkey='' conf_port='' conf_given=$NL conf_seen=' ' conf_said=
    for conf_line; do
        conf_word=${conf_line%% *} conf_value=${conf_line#* }
        case $conf_line in
        *[[:cntrl:]]*) conf_wrong "it holds a line break or another control character" ;;
        # kdumpctl itself takes the quotes off, which group what dracut gets as one word.
        dracut_args\ *[\\\$\`]*) conf_wrong "backslashes, \$ and backquotes cannot be passed on unchanged" ;;
        dracut_args\ *) ;;
        *[\'\"\\\$\`]*) conf_wrong "quotes, backslashes, \$ and backquotes cannot be passed on unchanged" ;;
        esac
        case $conf_line in
        [a-z]*' '?*) conf_parse_line ;;
        *) conf_parse_unknown ;;
        esac
    done
    case $conf_seen in
    *' target '*) conf_said=1 ;;
    *' path '*)
        conf_said=1
        conf_parse_path_free
        ;;
    esac
    case $conf_target in
    nfs | ssh | raw | virtiofs) retention_refuse "${conf_keep:-0}" "a $conf_target target" ;;
    esac
    if conf_parse_get force_rebuild && [ "$RET" = 1 ] && conf_parse_get force_no_rebuild && [ "$RET" = 1 ]; then
        fail conf-line "The lines 'force_rebuild 1' and 'force_no_rebuild 1' cannot be used together. Take one of" \
            "them out."
    fi
}

conf_parse_line() {
    directive_today "$conf_word"
    conf_word=$RET
    directive_find "$conf_word" || directive_own "$conf_word" || conf_parse_unknown
    case $conf_seen in
    *" $conf_word "*)
        if [ "$conf_word" != sysctl ]; then conf_wrong "$conf_word is given twice, and counts only once"; fi
        ;;
    esac
    conf_seen="$conf_seen$conf_word "
    conf_given="$conf_given$conf_word $conf_value$NL"
    case $directive_form in
    target) conf_parse_target ;;
    path) conf_parse_path ;;
    collector) conf_parse_collector ;;
    file) conf_parse_key ;;
    program | programs) conf_parse_programs ;;
    modules | nodes | words) conf_parse_plain "$conf_value" ;;
    choice | switch) conf_parse_choice ;;
    dracut)
        case $conf_value in
        *--mount*--mount*) conf_wrong "at most one --mount is allowed" ;;
        *--mount*) conf_parse_one_target ;;
        esac
        ;;
    count) conf_parse_keep ;;
    port) conf_parse_port ;;
    arguments) conf_append=$conf_value ;;
    sysctl) conf_parse_sysctl ;;
    esac
}

conf_parse_collector() {
    conf_parse_plain "$conf_value"
    conf_core_collector=$conf_value
    case $conf_value in
    makedumpfile | makedumpfile\ *)
        conf_collector=${conf_value#makedumpfile}
        conf_collector=${conf_collector# }
        conf_collector=${conf_collector:--F}
        conf_parse_makedumpfile
        ;;
    esac
}

conf_parse_keep() {
    case $conf_value in
    *[!0-9]* | ??????*) conf_wrong "keep wants a number, 0 for all" ;;
    esac
    conf_keep=$conf_value
}

conf_parse_port() {
    peer_port "$conf_value" || conf_wrong "ssh_port wants a number from 1 to 65535"
    if [ "$conf_value" != 22 ]; then conf_port=$conf_value; fi
}

conf_parse_key() {
    case $conf_value in
    [!/]* | *' '*) conf_wrong "sshkey wants the path of a key file" ;;
    esac
    conf_parse_plain "$conf_value"
    # kdumpctl would take another key without a word.
    if [ ! -f "$root$conf_value" ] && ! would_make "$conf_value"; then
        conf_wrong "there is no file $conf_value. Put the key there first"
    fi
    conf_sshkey=$conf_value
}

conf_parse_programs() {
    local conf_program
    conf_parse_plain "$conf_value"
    for conf_program in $conf_value; do
        case $conf_program in
        /*) ;;
        *) conf_wrong "$conf_word wants full paths" ;;
        esac
        if [ ! -f "$root$conf_program" ] || [ ! -x "$root$conf_program" ]; then
            conf_wrong "$conf_program is not there, or is not executable"
        fi
    done
}

conf_parse_choice() {
    directive_has "$conf_value" || conf_wrong "$conf_word wants one of: $directive_choices"
    if [ "$conf_word" = compression ]; then conf_compression=$conf_value; fi
}

# What writes no dump is refused, and what this host's makedumpfile does not know. -F is each family's own affair, so it
# is always there for the question.
conf_parse_makedumpfile() {
    collector_read "$conf_collector"
    if [ -n "$collector_other" ]; then
        conf_wrong "makedumpfile's $collector_other does not write a dump. Take it out"
    fi
    if collector_refused "$conf_collector -F" vmcore; then
        conf_wrong "this host's makedumpfile does not take it and says: $RET"
    fi
}

conf_parse_target() {
    conf_parse_one_target
    conf_target=$conf_word conf_place=$conf_value
    case $conf_place in
    *' '*) conf_wrong "a target must not hold blanks" ;;
    esac
    case $conf_target:$conf_place in
    nfs:\[*\]:/*)
        conf_parse_address "${conf_place%%\]*}"
        conf_parse_plain "${conf_place#*\]}"
        return 0
        ;;
    ssh:*@*:*)
        conf_parse_address "[${conf_place#*@}"
        conf_parse_plain "${conf_place%%@*}"
        return 0
        ;;
    nfs:*:*:/*) conf_wrong "nfs wants an IPv6 address in brackets, as in [2001:db8::1]:/export" ;;
    esac
    conf_parse_plain "$conf_place"
    case $conf_target:$conf_place in
    nfs:?*:/* | ssh:?*@?* | virtiofs:*) ;;
    nfs:*) conf_wrong "nfs wants HOST:/EXPORT" ;;
    ssh:*) conf_wrong "ssh wants USER@HOST" ;;
    raw:/dev/?* | [!r]*:/dev/?* | [!r]*:UUID=?* | [!r]*:LABEL=?*) ;;
    *) conf_wrong "$conf_target wants a device, such as /dev/vdb1" ;;
    esac
}

# conf_parse_address [ADDRESS: an IPv6 address behind its bracket, perhaps with %INTERFACE.
conf_parse_address() {
    local conf_ip conf_zone
    conf_ip=${1#?} conf_zone=
    case $conf_ip in
    \[*) conf_wrong "ssh takes brackets for a part of the name. Write the address without them" ;;
    *%*) conf_zone=${conf_ip#*%} conf_ip=${conf_ip%%%*} ;;
    esac
    case $1:$conf_zone in
    *[!A-Za-z0-9_.:%[-]* | *%:* | *%*%*) conf_wrong "'${1#?}' is no IPv6 address, and a name has no colon" ;;
    \[[Ff][Ee][89ABab]*:) conf_wrong "an address of one link alone needs its interface, as in ${1#?}%eth0" ;;
    esac
    address_v6 "$conf_ip" || conf_wrong "'${1#?}' is no IPv6 address, and a name has no colon"
}

conf_parse_one_target() {
    case $conf_seen in
    *' target '*) conf_wrong "a dump has one target, and there is another already" ;;
    esac
    conf_seen="${conf_seen}target "
}

# conf_parse_get NAME: RET is its value; status 1 when it is not given.
conf_parse_get() {
    RET=
    case $conf_given in
    *"$NL$1 "*) ;;
    *) return 1 ;;
    esac
    RET=${conf_given#*"$NL$1 "}
    RET=${RET%%"$NL"*}
}

conf_parse_unknown() {
    if directive_former "$conf_word"; then conf_wrong "$conf_word $RET"; fi
    conf_wrong "a line is one of: path DIR, core_collector COMMAND, nfs HOST:/EXPORT, ssh USER@HOST, sshkey FILE," \
        "another directive of kdump.conf with its value, keep N, compression NAME, commandline_append ARGS, sysctl" \
        "NAME=VALUE"
}

# The dump tools expand these words without quotes, so nothing may mean anything to a shell.
conf_parse_plain() {
    case $1 in
    *[!A-Za-z0-9\ /.,:_=+@%-]*) conf_wrong "only letters, digits, blanks and / . , : _ = + @ % - are allowed" ;;
    esac
}

conf_parse_path() {
    conf_path=${conf_value%/}
    # The root of a target; of this host conf_parse_path_free refuses it.
    if [ "$conf_value" = / ]; then conf_path=/; fi
    case $conf_path in
    *\ *) conf_wrong "a path must not hold blanks" ;;
    '' | [!/]*) conf_wrong "a path starts with / and names a directory" ;;
    */../* | */.. | */./* | */. | *//*) conf_wrong "a path must not hold . or .. or //" ;;
    esac
    conf_parse_plain "$conf_path"
}

# Only without a target is the path one of this host.
conf_parse_path_free() {
    local conf_there=
    conf_line="path $conf_path" conf_there=$conf_path
    if [ "$conf_path" = / ]; then conf_wrong "a path starts with / and names a directory"; fi
    while [ -n "$conf_there" ]; do
        if [ -e "$root$conf_there" ] && [ ! -d "$root$conf_there" ]; then
            conf_wrong "$conf_there is there, and is not a directory"
        fi
        conf_there=${conf_there%/*}
    done
}

conf_parse_sysctl() {
    local conf_name
    conf_name=${conf_value%%=*}
    case $conf_value in
    *=) conf_wrong "sysctl wants NAME=NUMBER" ;;
    [!a-z]* | *[!a-z0-9_.=-]* | *=*[!0-9-]* | *..*) conf_wrong "sysctl wants NAME=NUMBER" ;;
    *.*=*) ;;
    *) conf_wrong "sysctl wants NAME=NUMBER" ;;
    esac
    policy_file "$conf_name"
    if [ ! -f "$RET" ]; then conf_wrong "this kernel has no sysctl $conf_name"; fi
    conf_sysctls=$conf_sysctls$conf_value$NL
}

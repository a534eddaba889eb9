# shellcheck shell=sh
# Whose this host is. The state file `owners` has a line `OWNER SECONDS STEP...` for each component that declares it:
# its name, ORG/PROJECT/STACK/NAME percent-encoded, since when, and the steps that it has. A step that anybody lists is
# not taken back, so that a step which runs anew before its former self is deleted stays done, and so that nobody strips
# the host of another. Hosts that earlier versions prepared do not have the file.
owners_form='OWNER is ORG/PROJECT/STACK/NAME, percent-encoded'

# The owner that owners_each has found last: its name, since when, and its steps with a blank around each.
owners_name='' owners_since='' owners_steps=

# owners_check OWNER: is it written as such?
owners_check() {
    case $1 in
    */*/*/*) ;;
    *) fail_usage "$owners_form" ;;
    esac
    case $1 in
    *[!!-~]* | *[\"\\]* | -*) fail_usage "$owners_form" ;;
    esac
}

# The options of an installation: OWNER, and whether it takes the host from another.
owners_option='' owners_over=

# owners_options WORD... [--owner OWNER [--take-over]]: owners_option and owners_over; RET is how many words stand
# before these, and empty where they are not written so.
owners_options() {
    owners_option='' owners_over='' RET=0
    while [ $# -gt 0 ] && [ "$1" != --owner ]; do
        RET=$((RET + 1))
        shift
    done
    case $#:${3-} in
    0:) return 0 ;;
    2:) ;;
    3:--take-over) owners_over=1 ;;
    *)
        RET=
        return 0
        ;;
    esac
    owners_check "$2"
    owners_option=$2
}

# owners_allow: the installation is not refused.
owners_allow() {
    if [ -n "$owners_option" ] && [ -z "$owners_over" ]; then owners_refuse "$owners_option"; fi
}

# owners_install: it has the host from now on. Another one may have come while the lock was waited for.
owners_install() {
    owners_allow
    if [ -n "$owners_option" ]; then owners_take "$owners_option"; fi
}

# owners_find COMMAND ARGUMENT...: the first line for which COMMAND says yes; status 1 where there is none.
owners_find() {
    if [ ! -f "$state/owners" ]; then return 1; fi
    while read -r owners_name owners_since owners_steps; do
        owners_steps=" $owners_steps "
        if "$@"; then return 0; fi
    done <"$state/owners"
    return 1
}

owners_is() { [ "$owners_name" = "$1" ]; }

owners_lists() {
    case $owners_steps in
    *" $1 "*) return 0 ;;
    esac
    return 1
}

# owners_other OWNER: another one that has the program, or is about to.
owners_other() {
    if owners_is "$1"; then return 1; fi
    [ "$owners_steps" = '  ' ] || owners_lists install
}

# owners_time SECONDS: RET is that moment in ISO 8601.
owners_time() {
    RET=
    if digits "$1"; then RET=$(date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null) || RET=; fi
}

# owners_refuse OWNER: fails where another one has the host.
owners_refuse() {
    if ! owners_find owners_other "$1"; then return 0; fi
    owners_time "$owners_since"
    fail other-owner "This host is $owners_name's since ${RET:-a time that is not known}, and $1 would take it away" \
        "from there. Declare it in one place; or, if it is to be moved here, set takeOver, and remove it there" \
        "afterwards, which takes nothing back then."
}

# owners_take OWNER: OWNER has the host, and with it what the others had of it.
owners_take() {
    local owners_gone=' ' owners_all=' ' owners_from=
    while owners_find owners_takes "$1"; do
        owners_gone=$owners_gone$owners_name' ' owners_all=$owners_all${owners_steps# }
        if owners_is "$1"; then owners_from=$owners_since; else say "taking the host over from $owners_name"; fi
    done
    owners_put "$1" "$owners_from" "$owners_all" "$owners_gone"
}

# owners_takes OWNER: is the line one that owners_take has not met yet, OWNER's or that of another?
owners_takes() {
    case $owners_gone in
    *" $owners_name "*) return 1 ;;
    esac
    owners_is "$1" || owners_other "$1"
}

# owners_set OWNER STEP...: OWNER has these steps, since it had the first.
owners_set() {
    local owners_one="$1" owners_from=
    shift
    if owners_find owners_is "$owners_one"; then owners_from=$owners_since; fi
    owners_put "$owners_one" "$owners_from" "$*" " $owners_one "
}

# owners_leave OWNER: its line goes.
owners_leave() { owners_put '' '' '' " $1 "; }

# owners_put OWNER SECONDS STEPS GONE: the file in one piece: without the lines of GONE, and with this one at its end.
owners_put() {
    local owners_text='' owners_word owners_line=
    if [ -n "$1" ]; then
        owners_line="$1 ${2:-$(date +%s)}"
        for owners_word in $3; do
            case " $owners_line " in
            *" $owners_word "*) ;;
            *) owners_line="$owners_line $owners_word" ;;
            esac
        done
        owners_line=$owners_line$NL
    fi
    while read -r owners_name owners_word; do
        case $owners_name:$4 in
        :* | *" $owners_name "*) ;;
        *) owners_text="$owners_text$owners_name $owners_word$NL" ;;
        esac
    done <<OWNERS
$(cat "$state/owners" 2>/dev/null)
OWNERS
    owners_text=$owners_text$owners_line
    state_get owners
    if [ "$owners_text" = "${RET:+$RET$NL}" ]; then return 0; fi
    if [ -n "$owners_text" ]; then state_put owners "$owners_text"; else state_forget owners; fi
    changed=true
}

# owners_keep STEP: has anybody STEP still? Then it is said whose it is, and nothing is taken back.
owners_keep() {
    if ! owners_find owners_lists "$1"; then return 1; fi
    owners_time "$owners_since"
    say "keeping what $1 did: it is $owners_name's since ${RET:-a time that is not known}"
}

# owners_answer: the member `owner`, which is whoever has the program.
owners_answer() {
    if owners_find owners_other ''; then json_object owner owners_facts; else json_put owner null; fi
}

owners_facts() {
    json_add name "$owners_name"
    owners_time "$owners_since"
    json_add since "$RET"
}

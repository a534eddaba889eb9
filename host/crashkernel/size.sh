# shellcheck shell=sh
# The crashkernel values that are put on a command line, which are fewer than the kernel takes: SIZE[@ADDRESS],
# RANGE:SIZE[,RANGE:SIZE...][@ADDRESS], `SIZE,high` or `SIZE,high SIZE,low`, each also with ` SIZE,cma`, and `auto`. Not
# managed is what the kernel would drop without a word, or read otherwise than people. The plan is stricter still.

# The value that a step was given, what the kernel will reserve for it, and what size_managed makes of a text.
value='' size_value_of='' predicted=0

size_pair_form='a pair is written SIZE,high SIZE,low, such as 512M,high 128M,low'

# size_parse TEXT: RET is bytes, status 1 when TEXT is no size.
size_parse() {
    local size_number
    case $1 in
    0) RET=0 && return 0 ;;
    0[xX]*) size_hexadecimal "$1" && return 0 || return 1 ;;
    esac
    size_number=${1%[KkMmGgTt]}
    case $size_number in
    "$1") return 1 ;;
    0) RET=0 && return 0 ;;
    '' | 0* | *[!0-9]* | ??????????*) return 1 ;;
    esac
    memparse "$1" && size_whole
}

size_hexadecimal() {
    case ${1#??} in
    '' | ??????????????*) return 1 ;;
    esac
    case ${1#??} in
    *[!0-9a-fA-F]*[KkMmGgTt] | *[!0-9a-fA-FKkMmGgTt]* | [!0-9a-fA-F]*) return 1 ;;
    esac
    memparse "$1" && [ -z "$size_left" ] && size_whole
}

# The largest page is 64 KiB: a multiple of it is rounded by no kernel.
size_whole() {
    [ $((RET % 65536)) = 0 ] && [ "$RET" -le 9007199254740991 ]
}

# size_managed VALUE: size_value_of is VALUE without crashkernel= and without what has no effect. Status 1 when it is
# not managed, and RET is why, as a clause.
size_managed() {
    case "$1 " in
    *', '*[!\ ]*) RET='a blank stands after a comma, and ends the value there for the kernel' && return 1 ;;
    esac
    size_cma=1
    predict_last "$1"
    size_value_of=${size_last_plain:-$size_last_high}
    size_value_of=${size_value_of#x}
    if [ -z "$size_any" ]; then
        RET='it is empty'
        return 1
    fi
    size_managed_words "$1" || return 1
    if [ -n "$size_last_plain" ]; then
        :
    elif [ -n "$size_last_low" ] && [ -z "$size_last_high" ]; then
        RET=$size_pair_form
        return 1
    elif [ -z "$size_last_high" ]; then
        RET="${size_last_cma#x} alone reserves nothing; give a size too, as in '256M ${size_last_cma#x}'"
        return 1
    else
        size_some "$size_value_of" || return 1
        if [ -n "$size_last_low" ]; then size_value_of="$size_value_of ${size_last_low#x}"; fi
    fi
    if [ -z "$size_last_cma" ]; then return 0; fi
    if [ "$size_value_of" = auto ]; then RET=',cma stands beside auto' && return 1; fi
    size_some "${size_last_cma#x}" || return 1
    size_value_of="$size_value_of ${size_last_cma#x}"
}

# size_managed_words VALUE: each word for itself.
size_managed_words() {
    local size_ifs size_word
    set -f
    size_ifs=$IFS IFS=' '
    # shellcheck disable=SC2086
    set -- $1
    IFS=$size_ifs
    set +f
    for size_word; do
        size_word=${size_word#crashkernel=}
        case $size_word in
        *,high | *,low | *,cma) size_entry "${size_word%,*}" || return 1 ;;
        *) size_managed_plain "$size_word" || return 1 ;;
        esac
    done
}

# size_some PART: its size is not 0.
size_some() {
    size_entry "${1%,*}" || return 1
    if [ "$RET" = 0 ]; then
        RET="$1 reserves nothing"
        return 1
    fi
}

size_managed_plain() {
    local size_list size_address=
    size_list=$1
    case $1 in
    auto) return 0 ;;
    *@*)
        size_list=${1%%@*}
        size_address=${1#*@}
        case $size_address in
        *,*)
            RET="an address stands among the ranges, and the kernel reads no range behind it; give one for all, at the"
            RET="$RET end"
            return 1
            ;;
        esac
        size_entry "$size_address" || return 1
        ;;
    esac
    case $size_list in
    *:*) size_managed_ranges "$size_list" ;;
    *) size_entry "$size_list" ;;
    esac
}

size_managed_ranges() {
    local size_items size_item='' size_span='' size_from=
    size_items=$1,
    while [ -n "$size_items" ]; do
        size_item=${size_items%%,*}
        size_items=${size_items#*,}
        size_span=${size_item%%:*}
        case $size_item in
        *-*:*) ;;
        *) RET="'$size_item' is not a range with its size, such as 2G-8G:192M" && return 1 ;;
        esac
        size_entry "${size_span%%-*}" || return 1
        size_from=$RET
        if [ -n "${size_span#*-}" ]; then
            size_entry "${size_span#*-}" || return 1
            if [ "$RET" -le "$size_from" ]; then
                RET="the range '$size_span' ends before it starts"
                return 1
            fi
        fi
        size_entry "${size_item#*:}" || return 1
    done
}

# size_entry TEXT: size_parse with the sentence for what is no size.
size_entry() {
    if size_parse "$1"; then return 0; fi
    RET="'$1' is not a size, which is a multiple of 64 KiB such as 256M or 1G"
    return 1
}

# size_cma_part TEXT: RET is the last SIZE,cma of TEXT, empty where there is none.
size_cma_part() {
    local size_part
    RET=
    set -f
    for size_part in $1; do
        case $size_part in
        *,cma) RET=$size_part ;;
        esac
    done
    set +f
}

# size_none: RET is why the value reserves nothing, and what to do, in sentences.
size_none() {
    local size_mib
    say_mib "$host_memory"
    size_mib=$RET
    case $size_why:$value in
    gap:auto)
        RET="this machine has $size_mib of memory, and $host_release takes its share from $((size_auto / 1048576)) MiB"
        RET="$RET on. Give a size."
        ;;
    gap:*)
        RET="none of its ranges holds this machine's $size_mib of memory. Add a range that does, or one of size 0M if"
        RET="$RET that is the wish."
        ;;
    large:*)
        RET="it asks for as much as this machine's $size_mib of memory, or more, or more than there is in one piece."
        RET="$RET Ask for less."
        ;;
    high:*) RET="$host_release on $host_arch does not know a size above 4 GiB (,high). Give the size without it." ;;
    address:*)
        RET="$host_release on $host_arch reserves only at addresses that are multiples of $((size_align / 1024)) KiB."
        RET="$RET Give another, or the size alone."
        ;;
    cma:*) RET="memory for ,cma only comes to a reservation, and there is none. Give a size too." ;;
    auto:*) RET="$host_release does not know auto. Say recommended instead, or give a size." ;;
    *) RET="$host_release does not understand it." ;;
    esac
}

# size_want VALUE: what every step does with the VALUE it is given. Sets value and predicted, and refuses
# a value that would reserve nothing where a size was meant.
size_want() {
    value=$1
    if [ "$value" = recommended ]; then
        # The crashkernel step alone goes by a drill, and a look tells what it would do: the steps after it keep to what
        # it has remembered.
        if [ "$step" = status ]; then
            remembered_find
        elif ! remembered_here; then
            family recommended
        fi
        value=$RET
    fi
    size_managed "$value" || fail crashkernel-syntax "crashkernel='$value' is not managed: $RET."
    value=$size_value_of
    size_cma_able
    predict "$value" "$host_memory" "$host_release" "$host_arch" "$host_low"
    predicted=$RET
    case $size_why:$size_auto in
    '':* | wish:* | auto:?*) ;;
    *)
        size_none
        fail crashkernel-nothing "crashkernel='$value' would reserve nothing: $RET"
        ;;
    esac
    if [ $((predicted * 2)) -gt "$host_memory" ]; then
        say_mib "$host_memory"
        fail crashkernel-nothing "crashkernel='$value' asks for more than half of this machine's $RET of memory, and" \
            "the kernel would hardly find that in one piece. Ask for less."
    fi
}

# size_cma_able: what a kernel without ,cma takes for the size costs the whole reservation.
size_cma_able() {
    local size_part
    size_cma_part "$value"
    if [ -z "$RET" ]; then return 0; fi
    size_part=$RET
    host_read_cma
    crashkernel_rules "$host_release" "$host_arch"
    if [ -z "$size_cma" ]; then
        fail crashkernel-cma "crashkernel='$value' would reserve nothing: $host_release does not know ,cma, which" \
            "came with Linux 6.17, and would take '$size_part' for the size. Leave that part out."
    fi
    if [ -z "$size_lends" ]; then
        fail crashkernel-cma "crashkernel='$value' would reserve no memory for '$size_part': $host_release does not" \
            "do that on $host_arch. Leave that part out."
    fi
}

# shellcheck shell=sh
# makedumpfile's command line, read as getopt_long reads it (makedumpfile.c). src/conf/makedumpfile.ts has the same
# table, with what each value may be; here the host's own makedumpfile is asked that.

# Options with a value, and long ones without; then what writes no dump.
collector_valued=' -b -d -g -i -L -x --message-level --num-threads --cyclic-buffer --splitblock-size --work-dir '
collector_valued="$collector_valued--config --eppic --xen-syms --xen-vmcoreinfo --xen_phys_start --vtop --diskset"
collector_valued="$collector_valued --extension "
collector_long=' --non-mmap --show-stats --help --split --reassemble --dump-dmesg --partial-dmesg --mem-usage '
collector_long="$collector_long--check-params --dry-run "
collector_others=' -R -g -h -v --help --split --reassemble --dump-dmesg --partial-dmesg --diskset --mem-usage '
collector_others="$collector_others--check-params --dry-run "

# collector_read WORDS: collector_options is one option a line, with its value behind a blank; collector_level the last
# -d, collector_stream is set by -F, collector_other is an option that writes no dump, collector_fault what cannot be
# read.
collector_read() {
    collector_options='' collector_level='' collector_stream='' collector_other='' collector_fault='' collector_next=
    set -f
    for collector_word in $1; do
        if [ -n "$collector_next" ]; then
            collector_take "$collector_next" " $collector_word"
            collector_next=
            continue
        fi
        case $collector_word in
        --) ;;
        --*) collector_long_one ;;
        -?*) collector_letters "${collector_word#-}" ;;
        *) collector_fault="'$collector_word' is not an option of makedumpfile" ;;
        esac
    done
    set +f
    if [ -n "$collector_next" ]; then collector_fault="its last option lacks a value"; fi
}

# `--NAME`, `--NAME=VALUE`, and any beginning of a name that is one option's alone.
collector_long_one() {
    collector_name=${collector_word%%=*} collector_full='' collector_hits=0
    for collector_known in $collector_valued $collector_long; do
        case $collector_known in
        "$collector_name")
            collector_full=$collector_known collector_hits=1
            break
            ;;
        "$collector_name"*) collector_full=$collector_known collector_hits=$((collector_hits + 1)) ;;
        esac
    done
    if [ "$collector_hits" != 1 ]; then
        collector_fault="'$collector_word' is not an option of makedumpfile"
        return 0
    fi
    case $collector_valued:$collector_word in
    *" $collector_full "*:*=*) collector_take "$collector_full" " ${collector_word#*=}" ;;
    *" $collector_full "*) collector_next=$collector_full ;;
    *:*=*) collector_fault="$collector_full takes no value" ;;
    *) collector_take "$collector_full" '' ;;
    esac
}

# collector_letters LETTERS: short options, several together perhaps; what follows the first one that wants a value is
# it.
collector_letters() {
    collector_left=$1
    while [ -n "$collector_left" ]; do
        collector_letter=-${collector_left%"${collector_left#?}"}
        collector_left=${collector_left#?}
        case $collector_letter in
        -[cDeEFfhlpRvXz]) collector_take "$collector_letter" '' ;;
        -[bdgiLx])
            if [ -z "$collector_left" ]; then
                collector_next=$collector_letter
            else
                collector_take "$collector_letter" " $collector_left"
            fi
            return 0
            ;;
        *)
            collector_fault="'$collector_word' is not an option of makedumpfile"
            return 0
            ;;
        esac
    done
}

# collector_take OPTION VALUE: VALUE begins with a blank, if there is one.
collector_take() {
    collector_options=$collector_options$1$2$NL
    case $1 in
    -d) collector_level=${2# } ;;
    -F) collector_stream=1 ;;
    esac
    case $collector_others in
    *" $1 "*) collector_other=$1 ;;
    esac
}

# collector_without OPTION: RET is the words of collector_options without it.
collector_without() {
    RET=
    while IFS= read -r collector_line; do
        case $collector_line in
        '' | "$1" | "$1 "*) ;;
        *) RET="$RET $collector_line" ;;
        esac
    done <<OPTIONS
$collector_options
OPTIONS
    RET=${RET# }
}

# collector_refused WORDS FILES: does this host's makedumpfile refuse the words? RET is what it says. It opens no file:
# a version before 1.6.8, which cannot only check, is asked for its help behind them, and gives that when it knows them
# all. One that gives none at all cannot be asked.
collector_refused() {
    RET=
    if ! command -v makedumpfile >/dev/null || ! makedumpfile -h >/dev/null 2>&1 </dev/null; then return 1; fi
    set -f
    # shellcheck disable=SC2086
    if makedumpfile --check-params -d 31 vmcore dumpfile >/dev/null 2>&1 </dev/null; then
        set -- --check-params $1 $2
    else
        set -- $1 -h
    fi
    set +f
    if RET=$(makedumpfile "$@" 2>&1 </dev/null); then return 1; fi
    # Its first line is the reason, behind which it points to its help.
    RET=${RET%%"$NL"*}
    RET=${RET#*makedumpfile: }
}

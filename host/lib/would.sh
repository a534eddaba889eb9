# shellcheck shell=sh
# A look at a step: what it would change if it ran now. The step's own functions decide, because they are what runs:
# while would_looking is set, whatever writes asks would_change first, which notes the file instead. Nothing is written
# in a look, and nothing is run that writes, is slow, or goes over a network.

# Set in a look; set when something was noted in it; what is amiss with a file that says something else than wanted.
would_looking='' would_noted='' would_lacks='does not say what is declared'

# The answer: a member STEP for each step that would change something. The files that the steps so far would write, a
# line each, and the value of crashkernel= that the crashkernel step would remember: what an earlier step makes is there
# for the later ones.
would_answer='' would_steps=' ' would_files=$NL would_value=

# What would_look has found.
would_why='' would_list=

# How many sentences a reason has at most.
would_most=4

# would_change FILE WORDS: status 1 where this is no look, and FILE may be changed. In one, FILE is noted, and that it
# WORDS.
would_change() {
    if [ -z "$would_looking" ]; then return 1; fi
    would_noted=1
    printf 'file %s\n' "${1#"$root"}"
    would_say "${1#"$root"} $2."
}

# would_write FILE: the same of a file that would be there, and say something else than now.
would_write() {
    if [ -f "$1" ]; then would_change "$1" "$would_lacks"; else would_change "$1" "is not there"; fi
}

# would_say SENTENCE: notes a reason that is no file's.
would_say() {
    local would_text="$*"
    case $would_text in
    *[[:cntrl:]]*) would_text=$(printf '%s' "$would_text" | tr '[:cntrl:]' ' ') ;;
    esac
    would_noted=1
    printf 'why %s\n' "$would_text"
}

# would_make FILE: would a step before this one make FILE?
would_make() {
    case $would_files in
    *"$NL$1$NL"*) return 0 ;;
    esac
    return 1
}

# would_look STEP ARGUMENT...: would_why is why STEP would change something, empty where it would not, and would_list
# the files. A failure is what the step would end with, so its sentence is the reason.
would_look() {
    local would_name="$1" would_notes would_line would_count=0
    shift
    would_why='' would_list=
    if [ -z "$litter_dir" ]; then
        litter_dir=$(mktemp -d 2>/dev/null || mktemp -d -p /run) || fail write "mktemp could not make a directory."
    fi
    would_looking=1
    # The status is that of the trap, so that a failure in there does not end the look.
    would_notes=$(
        trap 'exit 0' EXIT
        set -e
        "would_$would_name" "$@" 2>&1
        echo seen
    )
    would_looking=
    case $NL$would_notes in
    *"${NL}seen" | *"${NL}error ["*) ;;
    *) fail internal "What the step $would_name would change could not be looked at. It said: $would_notes" ;;
    esac
    while IFS= read -r would_line; do
        case $would_line in
        'file '*) would_file "${would_line#file }" ;;
        'why '*) would_reason "${would_line#why }" ;;
        'error ['*) would_reason "${would_line#*\]: }" ;;
        esac
    done <<NOTES
$would_notes
NOTES
    if [ "$would_count" -gt "$would_most" ]; then would_why="$would_why And $((would_count - would_most)) more."; fi
}

# would_step STEP ARGUMENT...: the same, and what is found is remembered for the steps behind it and for the answer.
would_step() {
    would_look "$@"
    if [ -z "$would_why" ]; then return 0; fi
    json_quote "$would_why"
    would_answer="$would_answer,\"$1\":{\"why\":$RET,\"files\":[${would_list#,}]}"
    would_steps="$would_steps$1 "
}

# would_run STEP: is it one of those?
would_run() {
    case $would_steps in
    *" $1 "*) return 0 ;;
    esac
    return 1
}

# would_file FILE, would_reason SENTENCE: each is told once.
would_file() {
    json_quote "$1"
    case $would_list, in
    *",$RET,"*) return 0 ;;
    esac
    would_list=$would_list,$RET would_files=$would_files$1$NL
}

would_reason() {
    case " $would_why " in
    *" $1 "*) return 0 ;;
    esac
    would_count=$((would_count + 1))
    if [ "$would_count" -le "$would_most" ]; then would_why="$would_why${would_why:+ }$1"; fi
}

# shellcheck shell=sh
# The first original of a file that is not ours, kept before we change it.
originals_keep() {
    if [ ! -f "$1" ] || [ -f "$state/original.${1##*/}" ]; then return 0; fi
    state_make_file "original.${1##*/}" cat "$1"
}

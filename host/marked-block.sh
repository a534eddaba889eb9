# shellcheck shell=sh
# Our part of a file that others write too: a block between two marks. The rest stays byte for byte.
block_end='# END pulumi-kdump'

# block_read FILE BEGIN: block_theirs is the text without our block, and block_found is set if there was one.
block_read() {
    block_theirs='' block_found=
    if [ ! -f "$1" ]; then return 0; fi
    files_read "$1"
    case $RET in
    *"$2$NL"*"$NL$block_end$NL"*)
        block_theirs=${RET%%"$2$NL"*}${RET#*"$NL$block_end$NL"}
        block_found=1
        ;;
    *"# BEGIN pulumi-kdump"* | *"$block_end"*)
        fail conf-file "The lines between '# BEGIN pulumi-kdump' and '$block_end' in ${1#"$root"} are not whole any more. Delete them, both marks too, and run this again."
        ;;
    *) block_theirs=$RET ;;
    esac
}

# block_join TEXT BEGIN LINES: RET is TEXT with our block at its end.
block_join() {
    RET=$1
    case $RET in
    '' | *"$NL") ;;
    *) RET=$RET$NL ;;
    esac
    RET=$RET$2$NL$3$block_end$NL
}

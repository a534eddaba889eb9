# shellcheck shell=sh
# grub_check FILE VALUE: every entry that 10_linux wrote, recovery aside, has crashkernel=VALUE (of a
# pair, each half) and no other. Without VALUE only the entries are counted. RET is their number.
grub_check() {
    grub_inside='' grub_title='' grub_count=0
    while read -r grub_word grub_rest; do
        case "$grub_word $grub_rest" in
        '### BEGIN '*/10_linux*) grub_inside=1 ;;
        '### END '*/10_linux*) grub_inside= ;;
        'menuentry '*) grub_title=$grub_rest ;;
        linux*/*)
            case $grub_inside:$grub_title in
            :* | *-recovery-*) ;;
            *)
                grub_count=$((grub_count + 1))
                if [ -n "$2" ]; then grub_line "$grub_rest" "$2"; fi
                ;;
            esac
            ;;
        esac
    done <"$1"
    if [ "$grub_count" = 0 ]; then fail bootloader-check "The new GRUB configuration has no Linux entry; grub.cfg is as it was."; fi
    RET=$grub_count
}

grub_line() {
    grub_found=
    set -f
    for grub_word in $1; do
        case $grub_word in
        crashkernel=*) grub_found="$grub_found $grub_word" ;;
        esac
    done
    set +f
    size_arguments "$2"
    if [ "$grub_found" != " $RET" ]; then
        grub_title=${grub_title#\'}
        fail bootloader-check "The entry '${grub_title%%\'*}' of the new GRUB configuration has${grub_found:- no crashkernel=} instead of $RET; grub.cfg is as it was. Look in /etc/default/grub, /etc/default/grub.d and /etc/grub.d for what sets it."
    fi
}

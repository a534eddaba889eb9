# shellcheck shell=sh
# The program that makes grub.cfg; the file in hand, and the title of the entry in hand.
boot_program='' grub_file='' grub_title=

# grub_cfg_check FILE VALUE: every entry that 10_linux wrote, recovery aside, has crashkernel=VALUE (of a
# pair, each half) and no other. Without VALUE only the entries are counted. RET is their number.
grub_cfg_check() {
    local grub_inside grub_count grub_word grub_rest
    grub_inside='' grub_file=$1 grub_title='' grub_count=0
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
                if [ -n "$2" ]; then grub_cfg_line "$grub_rest" "$2"; fi
                ;;
            esac
            ;;
        esac
    done <"$1"
    if [ "$grub_count" = 0 ] && ! would_change "$1" "has no Linux entry"; then
        fail bootloader-check "The new GRUB configuration has no Linux entry; grub.cfg is as it was."
    fi
    RET=$grub_count
}

# grub_cfg_line LINE VALUE
grub_cfg_line() {
    local grub_found
    arguments_find "$1"
    grub_found=$RET
    arguments_make "$2"
    if [ "$grub_found" != "$RET" ]; then
        grub_title=${grub_title#\'}
        grub_title=${grub_title%%\'*}
        would_change "$grub_file" "has the entry '$grub_title' with ${grub_found:-no crashkernel=} instead of $RET" ||
            fail bootloader-check "The entry '$grub_title' of the new GRUB configuration has" \
                "${grub_found:-no crashkernel=} instead of $RET; grub.cfg is as it was. Look in /etc/default/grub," \
                "/etc/default/grub.d and /etc/grub.d for what sets it."
    fi
}

# grub_cfg_whole FILE PROGRAM: it was written to its end. The part of each script of /etc/grub.d has a mark at its end,
# the last one's too; whatever else is amiss GRUB's own reader tells.
grub_cfg_whole() {
    local grub_marks grub_script grub_reader grub_text
    if [ -n "$(tail -c 1 "$1" | tr -d '\n')" ]; then grub_cfg_broken "its last line breaks off"; fi
    grub_marks=$(grep -a '^### END ' "$1") || grub_marks=
    case $NL$grub_marks$NL in
    *"$NL### END /"*"/10_linux ###$NL"*) ;;
    *) grub_cfg_broken "the part of 10_linux has no end" ;;
    esac
    for grub_script in "$root/etc/grub.d"/[0-9][0-9]_*; do
        # grub-mkconfig leaves out what package managers and editors leave beside a file.
        case ${grub_script##*/} in
        *[!A-Za-z0-9_-]*) continue ;;
        esac
        if [ ! -f "$grub_script" ] || [ ! -x "$grub_script" ]; then continue; fi
        case $NL$grub_marks$NL in
        *"/${grub_script##*/} ###$NL"*) ;;
        *) grub_cfg_broken "the part of ${grub_script#"$root"} has no end" ;;
        esac
    done
    grub_reader=${2%-mkconfig}-script-check
    if ! command -v "$grub_reader" >/dev/null; then return 0; fi
    if grub_text=$("$grub_reader" "$1" 2>&1 </dev/null); then return 0; fi
    grub_cfg_broken "$grub_reader says: ${grub_text##*"$NL"}"
}

# grub_cfg_broken WHY
grub_cfg_broken() {
    fail bootloader-check "The new GRUB configuration is not whole: $*. grub.cfg is as it was. Run this again; if it" \
        "stays so, run $boot_program by hand and look at what it says."
}

# grub_cfg_look FILE VALUE: what a new one would say otherwise: crashkernel=, and kernels that came since. The program
# itself takes seconds, and writes.
grub_cfg_look() {
    local grub_kernel
    if [ ! -f "$1" ]; then
        would_write "$1"
        return 0
    fi
    grub_cfg_check "$1" "$2"
    for grub_kernel in "$root"/boot/vmlinuz-*; do
        # What package managers and editors leave beside a kernel has no entry (grub_file_is_not_garbage).
        case $grub_kernel in
        *.dpkg-* | *.rpmsave | *.rpmnew | *.sig | *~ | *.bak) continue ;;
        esac
        if [ ! -f "$grub_kernel" ] || files_has "$1" -F "/${grub_kernel##*/} "; then continue; fi
        would_change "$1" "has no entry of the kernel ${grub_kernel##*/vmlinuz-}, which was installed since"
    done
}

# grub_cfg_make PROGRAM FILE VALUE: PROGRAM -o FILE would write over the live file in place. Here it goes
# into a file beside first, is checked, and only then takes the live one's place: a full /boot or a killed
# run leaves a whole grub.cfg. RET is the number of entries.
grub_cfg_make() {
    local boot_file boot_value boot_size boot_entries boot_text
    boot_program=$1 boot_file=$2 boot_value=$3
    files_real "$boot_file"
    boot_file=$RET
    if [ -n "$would_looking" ]; then
        grub_cfg_look "$boot_file" "$boot_value"
        return 0
    fi
    files_temp "$boot_file"
    boot_size=0
    if [ -f "$boot_file" ]; then
        boot_size=$(wc -c <"$boot_file") || fail read "${boot_file#"$root"} cannot be read."
    fi
    # The program itself keeps a second copy while it works.
    files_space "${boot_file%/*}" $((boot_size / 512 + 1024)) boot-space
    (
        if [ -f "$boot_file" ]; then cp -a "$boot_file" "$litter"; else umask 077 && printf '' >"$litter"; fi
    ) 2>/dev/null || fail write "$litter could not be written; grub.cfg is as it was."
    if ! boot_text=$("$boot_program" -o "$litter" 2>&1); then
        printf '%s\n' "$boot_text" >>"$log" || :
        fail bootloader "$boot_program failed, grub.cfg is as it was: ${boot_text##*"$NL"}"
    fi
    grub_cfg_check "$litter" "$boot_value"
    boot_entries=$RET
    grub_cfg_whole "$litter" "$boot_program"
    if cmp -s "$litter" "$boot_file"; then
        rm -f "$litter"
        litter=
    else
        files_move "$boot_file"
        sync
        changed=true
    fi
    RET=$boot_entries
}

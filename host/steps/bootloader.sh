# shellcheck shell=sh
step_bootloader() {
    [ $# = 1 ] || fail_usage "kdump-host bootloader VALUE"
    size_want "$1"
    say "making the boot loader's configuration anew"
    family boot_regenerate "$value"
    say "made the boot loader's configuration, and checked that its entries ($RET) have crashkernel=$value"
    json_put entries "$RET"
    json_answer
}

would_bootloader() {
    size_want "$1"
    would_lacks="does not say crashkernel=$value"
    family boot_regenerate "$value"
}

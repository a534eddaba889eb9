# shellcheck shell=sh
# cloud-init installs packages at the first boot; its result file is its last act.
first_boot() {
    [ -e "$root/run/cloud-init/status.json" ] && [ ! -e "$root/run/cloud-init/result.json" ]
}

first_boot_wait() {
    wait_while 'cloud-init, which is at work,' first_boot || fail cloud-init "cloud-init has not ended within $patience s. Look at it with: cloud-init status --long"
}

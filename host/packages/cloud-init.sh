# shellcheck shell=sh
# cloud-init installs packages at the first boot; its result file is its last act.
cloud_init_busy() {
    [ -e "$root/run/cloud-init/status.json" ] && [ ! -e "$root/run/cloud-init/result.json" ]
}

cloud_init_wait() {
    wait_while 'cloud-init, which is at work,' cloud_init_busy ||
        fail cloud-init "cloud-init has not ended within $patience s. Look at it with: cloud-init status --long"
}

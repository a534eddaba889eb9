# Makes an existing VM ready for kdump. In a copy of this folder:
#
#   pulumi package add https://github.com/pulumi-kdump/pulumi-kdump   # or the path of the unpacked package
#   pulumi stack init dev
#   pulumi config set host 192.0.2.10
#   pulumi config set hostKey "$(ssh-keyscan -t ed25519 192.0.2.10 | cut -d " " -f 2-)"   # compare it on the host
#   pulumi config set --secret privateKey < ~/.ssh/id_ed25519
#   pulumi preview && pulumi up
import pulumi
import pulumi_kdump as kdump

config = pulumi.Config()

web = kdump.Kdump(
    "web",
    connection={
        "host": config.require("host"),
        # root, or a user who may run sudo without a password
        "user": "admin",
        "private_key": config.require_secret("privateKey"),
        # the host's own /etc/ssh/ssh_host_ed25519_key.pub
        "host_key": config.require("hostKey"),
    },
    crashkernel="256M",
    conf={
        "path": "/var/crash",
        "core_collector": "makedumpfile -l --message-level 7 -d 31",
        "keep": 5,
        "panic_sysctls": {
            "kernel.hung_task_panic": 1,
        },
    },
    # once, because the reservation changes
    reboot="when-required",
)

pulumi.export("ready", web.ready)
pulumi.export("reason", web.reason)
pulumi.export("reservationSize", web.reservation_size)

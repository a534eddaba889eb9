import { Vm } from "../vm/vm";

/** Seconds of one way of doing it. What apt, grub and the reboot take is the same work for everybody. */
export interface Taken {
    whole: number;
    apt: number;
    grub: number;
    reboot: number;
}

const MiB = 2 ** 20;

/** The classic procedure for Debian, as an administrator would type it, in one ssh session; it tells when each part ended. */
const procedure = `
set -eu
now() { date +%s.%N; }
a=$(now)
sudo DEBIAN_FRONTEND=noninteractive apt-get -y -q install --no-install-recommends kdump-tools kexec-tools makedumpfile crash >/dev/null
b=$(now)
echo 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=192M"' | sudo tee /etc/default/grub.d/zz-kdump.cfg >/dev/null
c=$(now)
sudo update-grub 2>/dev/null
d=$(now)
sudo sed -i 's/^#MAKEDUMP_ARGS=.*/MAKEDUMP_ARGS="-l --message-level 7 -d 31"/' /etc/default/kdump-tools
sudo mkdir -p -m 700 /var/crash
sudo systemctl enable -q kdump-tools
sudo systemd-run -q --on-active=1 --timer-property=AccuracySec=100ms systemctl reboot
echo "$a $b $c $d"
`;

/** Sets kdump up by hand and waits until the capture kernel is loaded. */
export async function byHand(vm: Vm): Promise<Taken> {
    const started = Date.now();
    const { code, stdout, stderr } = await vm.ssh(procedure, { timeoutSeconds: 1800 });
    if (code !== 0) throw new Error(`The procedure by hand failed: ${stderr}`);
    const [a, b, c, d] = stdout.trim().split(" ").map(Number);
    const rebooting = Date.now();
    await waitUntilLoaded(vm);
    return {
        whole: (Date.now() - started) / 1000,
        apt: b - a,
        grub: d - c,
        reboot: (Date.now() - rebooting) / 1000,
    };
}

/** Short attempts: one that began while the system went down must not keep the rival waiting. */
async function waitUntilLoaded(vm: Vm): Promise<void> {
    const limit = Date.now() + 15 * 60_000;
    while (Date.now() < limit) {
        const { stdout } = await vm.ssh("cat /sys/kernel/kexec_crash_loaded /sys/kernel/kexec_crash_size", {
            timeoutSeconds: 8,
        });
        if (stdout === `1\n${192 * MiB}\n`) return;
        await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    throw new Error("The capture kernel was not loaded after the procedure by hand.");
}

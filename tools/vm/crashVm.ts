import { run } from "../dev/exec";
import { Vm } from "./vm";

/** How a kernel can fail: settings of the kernel that make it a panic, and a command; without one, an NMI from outside. */
interface Kind {
    sysctls?: Record<string, number>;
    command?: string;
}

const fault = (kind: string) => `insmod /root/faults.ko kind=${kind}`;

/** The ways in which a VM can be made to fail; most take the module of tools/vm/faults. */
export const crashKinds: Record<string, Kind> = {
    sysrq: { command: "echo c >/proc/sysrq-trigger" },
    "null-pointer": { command: fault("null") },
    bug: { command: fault("bug") },
    "soft-lockup": {
        command: fault("softlockup"),
        sysctls: { "kernel.watchdog_thresh": 5, "kernel.softlockup_panic": 1 },
    },
    "hung-task": {
        command: fault("hungtask"),
        sysctls: { "kernel.hung_task_timeout_secs": 10, "kernel.hung_task_panic": 1 },
    },
    "out-of-memory": { command: "tail /dev/zero", sysctls: { "vm.panic_on_oom": 2 } },
    nmi: { sysctls: { "kernel.unknown_nmi_panic": 1 } },
    panic: { command: fault("panic") },
    warn: { command: fault("warn"), sysctls: { "kernel.panic_on_warn": 1 } },
    "general-protection": { command: fault("gpf") },
};

/** Seconds that a crash, the dump and the boot after it may take. */
const limitSeconds = 1200;

/** Brings the module that makes a kernel fail. */
export async function bringFaults(vm: Vm, module: string): Promise<void> {
    await run("sh", ["-c", `${vm.sshCommandLine()} 'sudo tee /root/faults.ko >/dev/null' <'${module}'`]);
}

/** Has a VM fail in one of the ways as soon as it is ready to dump, and waits until it has dumped and is back. */
export async function crashVm(vm: Vm, kind: string): Promise<void> {
    const before = await vm.bootId();
    await vm.asRoot('until [ "$(cat /sys/kernel/kexec_crash_loaded)" = 1 ]; do sleep 1; done', limitSeconds);
    const { sysctls = {}, command } = crashKinds[kind];
    for (const [name, value] of Object.entries(sysctls)) await vm.asRoot(`sysctl -qw ${name}=${value}`);
    await vm.asRoot("sync");
    if (command === undefined) await vm.nmi();
    else
        await vm.asRoot(`systemd-run -q --on-active=1 --timer-property=AccuracySec=100ms sh -c '${command}'`);
    await vm.waitForReboot(before, limitSeconds);
}

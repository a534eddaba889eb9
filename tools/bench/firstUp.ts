// What Pulumi costs beside the same steps typed by hand, on the same VM layer in one run.
//
// Both are done at the same time, each on a VM of one processor, so that what else the machine does meets both.
import * as fs from "node:fs";
import * as path from "node:path";

import { checkout } from "../dev/checkout";
import { Stages } from "../dev/stages";
import { table } from "../dev/table";
import { Result, Stack } from "../pulumi/stack";
import { getToolchain } from "../pulumi/toolchain";
import { startVm, Vm } from "../vm/vm";
import { byHand, Taken } from "./byHand";

interface Figures {
    byHand: Taken;
    byPulumi: Taken;
    /** Whole of Pulumi over whole by hand, and the same for what is neither apt nor grub nor reboot. */
    ratio: { whole: number; outside: number };
    noOpUpSeconds: number;
    previewSeconds: number;
    connections: { firstUp: number; noOpUp: number; preview: number };
    stateBytes: number;
    accelerator: string;
    plugin: string;
}

const goals = { wholeRatio: 1.1, noOpConnections: 0, stateBytes: 40_000 };

export async function benchFirstUp(stages: Stages): Promise<void> {
    const toolchain = await stages.run("toolchain", () => getToolchain(stages.say));

    const figures = await onFreshVm(stages, (handsVm) =>
        onFreshVm(stages, async (vm): Promise<Figures> => {
            const stack = await Stack.create({
                toolchain,
                program: path.join(checkout, "examples", "existing-vm"),
                config: {
                    ...{ host: vm.host, port: vm.port, user: vm.user, hostKey: vm.hostKey },
                    ...{ privateKeyFile: vm.privateKeyFile, crashkernel: "192M", allowReboot: true },
                },
            });
            try {
                return await measure(stages, { handsVm, vm, stack, plugin: toolchain.plugin.kind });
            } finally {
                stack.remove();
            }
        }),
    );
    report(figures);
}

interface Contest {
    handsVm: Vm;
    vm: Vm;
    stack: Stack;
    plugin: string;
}

async function measure(stages: Stages, { handsVm, vm, stack, plugin }: Contest): Promise<Figures> {
    const before = await logins(vm);
    const [hand, first] = await stages.run("by hand and pulumi up, at the same time", () =>
        Promise.all([byHand(handsVm), stack.up({ limitSeconds: 3600, onOutput: stages.stream }).then(good)]),
    );
    const afterFirst = await logins(vm);
    const again = await stages.run("pulumi up, nothing to do", async () => good(await stack.up()));
    const afterAgain = await logins(vm);
    const preview = await stages.run("pulumi preview", async () => good(await stack.preview()));
    const afterPreview = await logins(vm);
    const pulumi = stepTimes(first);
    const outside = ({ whole, apt, grub, reboot }: Taken) => whole - apt - grub - reboot;
    return {
        byHand: hand,
        byPulumi: pulumi,
        ratio: { whole: pulumi.whole / hand.whole, outside: outside(pulumi) / outside(hand) },
        noOpUpSeconds: again.seconds,
        previewSeconds: preview.seconds,
        connections: {
            firstUp: afterFirst - before,
            noOpUp: afterAgain - afterFirst,
            preview: afterPreview - afterAgain,
        },
        stateBytes: stateFileSize(path.join(stack.directory, "state")),
        accelerator: vm.accelerator.name,
        plugin,
    };
}

async function onFreshVm<T>(stages: Stages, work: (vm: Vm) => Promise<T>): Promise<T> {
    const vm = await startVm({ layer: "booted", say: stages.say, qemuArgs: ["-smp", "1"] });
    try {
        await vm.waitForSsh();
        await keepJournal(vm);
        return await work(vm);
    } finally {
        await vm.stop();
    }
}

/** Logins are counted in the journal, and there is a reboot between. */
async function keepJournal(vm: Vm): Promise<void> {
    await vm.asRoot("mkdir -p /var/log/journal && journalctl --flush");
}

/** Logins of the VM's user so far, whatever the boot, without those of this function. */
async function logins(vm: Vm): Promise<number> {
    const count =
        "journalctl -q --no-pager -t sshd -t sshd-session -g 'Accepted publickey for admin' | wc -l";
    return Number(await vm.asRoot(count));
}

/** The engine's own times of the steps; whole seconds, as it prints them. */
function stepTimes(result: Result): Taken {
    const seconds = (child: string) =>
        Number(
            new RegExp(`command:remote:Command vm-${child} created \\((\\d+)s\\)`).exec(result.stdout)?.[1],
        );
    return {
        whole: result.seconds,
        apt: seconds("packages"),
        grub: seconds("bootloader"),
        reboot: seconds("service"),
    };
}

function stateFileSize(directory: string): number {
    const files = fs.readdirSync(directory, { recursive: true, encoding: "utf8" });
    const state = files.find((file) => /stacks\/.*\.json$/.test(file));
    if (state === undefined) throw new Error(`There is no state file in ${directory}.`);
    return fs.statSync(path.join(directory, state)).size;
}

function good(result: Result): Result {
    if (result.code !== 0) throw new Error(`Pulumi ended with an error:\n${result.stdout}${result.stderr}`);
    return result;
}

function report(figures: Figures): void {
    const one = (value: number) => value.toFixed(1);
    const parts = (["whole", "apt", "grub", "reboot"] as const).map((part) => [
        part,
        one(figures.byHand[part]),
        one(figures.byPulumi[part]),
        (figures.byPulumi[part] / figures.byHand[part]).toFixed(2),
    ]);
    const checks = [
        ["whole, Pulumi / by hand", figures.ratio.whole.toFixed(2), `<= ${goals.wholeRatio}`],
        ["outside apt, grub, reboot", figures.ratio.outside.toFixed(2), ""],
        ["connections of a no-op up", figures.connections.noOpUp, `<= ${goals.noOpConnections}`],
        ["connections of a preview", figures.connections.preview, `<= ${goals.noOpConnections}`],
        ["connections of the first up", figures.connections.firstUp, ""],
        ["bytes of state a host", figures.stateBytes, `<= ${goals.stateBytes}`],
        ["seconds of a no-op up", one(figures.noOpUpSeconds), ""],
        ["seconds of a preview", one(figures.previewSeconds), ""],
    ];
    process.stdout.write(`\n${table(["part", "by hand, s", "Pulumi, s", "ratio"], parts).join("\n")}\n`);
    process.stdout.write(`\n${table(["measured", "value", "goal"], checks).join("\n")}\n\n`);
    process.stdout.write(`${JSON.stringify(figures)}\n`);
}

// How long after a panic its report lies beside the dump, in a VM, without anybody's doing.
import * as path from "node:path";

import { declareDrill, DrillOutputs, drillStack } from "../../test/support/drillStack";
import { connectionTo } from "../../test/support/vmAccess";
import { Stages } from "../dev/stages";
import { table } from "../dev/table";
import { Stack } from "../pulumi/stack";
import { getToolchain } from "../pulumi/toolchain";
import { startVm, Vm } from "../vm/vm";

/** Seconds since the panic. */
interface Figures {
    dumped: number;
    back: number;
    reported: number;
    accelerator: string;
}

/** Prepares a VM, crashes it once, and waits for what it says of that by itself. */
export async function benchPanicToReport(stages: Stages): Promise<void> {
    const toolchain = await stages.run("toolchain", () => getToolchain(stages.say));
    const vm = await startVm({ layer: "handmade", say: stages.say });
    const stack = await drillStack(toolchain);
    try {
        await vm.waitForSsh();
        say(await measure(stages, vm, stack));
    } finally {
        stack.remove();
        await vm.stop();
    }
}

async function measure(stages: Stages, vm: Vm, stack: Stack): Promise<Figures> {
    const kdump = { connection: connectionTo(vm), crashkernel: "256M", debuginfo: true, report: true };
    const up = async () => {
        const { code, stdout, stderr } = await stack.up({ limitSeconds: 3600, onOutput: stages.stream });
        if (code !== 0) throw new Error(`Pulumi ended with an error:\n${stdout}${stderr}`);
    };
    declareDrill(stack, kdump, null);
    await stages.run("a Kdump with debuginfo and reports", up);
    declareDrill(stack, kdump, { consoleLog: vm.consoleLog, timeout: 1500 });
    await stages.run("a panic, and its dump", up);
    const { vmcore, crashTime, secondsToDump, secondsToBeBack } = await stack.outputs<DrillOutputs>();
    const report = path.join(path.dirname(vmcore), "report.json");
    const written = await stages.run("its report", () =>
        vm.asRoot(`until [ -e ${report} ]; do sleep 1; done; stat -c %Y ${report}`, 1200),
    );
    return {
        dumped: secondsToDump,
        back: secondsToBeBack,
        reported: Math.round(Number(written) - Date.parse(crashTime) / 1000),
        accelerator: vm.accelerator.name,
    };
}

function say(figures: Figures): void {
    const rows = [
        ["the dump is written", figures.dumped],
        ["the host answers again", figures.back],
        ["the report lies beside the dump", figures.reported],
    ];
    process.stdout.write(`\n${table(["since the panic", "seconds"], rows).join("\n")}\n\n`);
    process.stdout.write(`${JSON.stringify(figures)}\n`);
}

// npm run demo: a VM is made ready for kdump by the real Pulumi engine, for a person to watch.
import * as fs from "node:fs";
import * as path from "node:path";

import type { KdumpFacts } from "../../src";
import { acknowledgement as acknowledge } from "../../src/data/drill";
import { cacheDirectory, checkout } from "../dev/checkout";
import { endWith } from "../dev/interruption";
import { Stages } from "../dev/stages";
import { table } from "../dev/table";
import { ConfigValue, Result, Stack } from "../pulumi/stack";
import { getToolchain } from "../pulumi/toolchain";
import { startVm, Vm } from "../vm/vm";
import { forecast, remember, thisMachine } from "./forecast";
import { DemoOptions, demoOptions, usage } from "./options";

/** Seconds that a crash, and reading its dump, may take: an emulated VM is slow. */
const timeout = 1800;

/** What the VM is cleaned up with at the end, whatever happened. */
const cleanups: (() => Promise<void> | void)[] = [];

async function main(options: DemoOptions): Promise<void> {
    process.stdout.write(`${forecast(options, thisMachine(options)).join("\n")}\n`);
    const stages = new Stages();
    const toolchain = await stages.run("toolchain", () => getToolchain(stages.say));
    const target = await stages.run("virtual machine", () =>
        options.host ? ownVm(options) : throwawayVm(stages),
    );
    const reportFile = path.join(cacheDirectory("demo"), "report.html");
    fs.mkdirSync(path.dirname(reportFile), { recursive: true });
    const stack = await Stack.create({
        toolchain,
        program: path.join(checkout, "examples", options.crash ? "crash-drill" : "existing-vm"),
        config: {
            ...target.config,
            crashkernel: options.crashkernel,
            ...(options.crash ? { acknowledge, reportFile, timeout } : { allowReboot: true }),
        },
        directory: target.stateDirectory,
        env: process.env.SSH_AUTH_SOCK === undefined ? {} : { SSH_AUTH_SOCK: process.env.SSH_AUTH_SOCK },
    });
    if (target.stateDirectory === undefined) cleanups.push(() => stack.remove());

    // The state of a VM of one's own has to stay true, whatever happens; a throwaway one has no future.
    const run = {
        onOutput: stages.stream,
        limitSeconds: 7200,
        endsInOrder: options.host !== undefined,
        args: ["--suppress-outputs"], // they come at the end, for people
    };
    if (options.undo) {
        await stages.run("pulumi destroy", async () => mustSucceed(await stack.destroy(run)));
        stack.remove();
        remember(options, stages.times);
        process.stdout.write(`\nThe host is as it was. ${next.elsewhere}\n`);
        return;
    }
    await stages.run("pulumi preview", async () => mustSucceed(await stack.preview(run)));
    await stages.run("pulumi up", async () => mustSucceed(await stack.up(run)));
    const outputs = await stages.run("outputs", () => stack.outputs<Outputs>());
    const { facts } = outputs;
    if (options.crash) process.stdout.write(`\n${outputs.report}\nThe same as a page: ${reportFile}\n`);
    process.stdout.write(`\n${closing(options, outputs, stages)}\n`);
    remember(options, stages.times);
    process.stdout.write(`\n${nextStep(options, facts.ready)}\n`);
    if (!facts.ready) process.exitCode = 1;
}

/** What a person may want to do next. */
const next = {
    crash: "Next: npm run demo -- --crash crashes such a VM on purpose, and reads its dump.",
    own: "Next: npm run demo -- --host USER@ADDRESS does the same to a VM of yours.",
    undo: "To take it back: the same command with --undo.",
    elsewhere: "Next: README.md has a whole program, for a project of your own.",
    trouble: "Next: docs/guides/troubleshooting.md has what to do, by the reason above.",
};

function nextStep({ host, crash }: DemoOptions, ready: boolean): string {
    if (!ready) return next.trouble;
    if (host !== undefined) return `${next.undo}\n${next.elsewhere}`;
    return crash ? next.own : next.crash;
}

/** What the examples give. */
interface Outputs extends Partial<DrillOutputs> {
    facts: KdumpFacts;
}

/** What the one with a drill gives besides. */
interface DrillOutputs {
    vmcore: string;
    size: number;
    secondsToDump: number;
    secondsToBeBack: number;
    report: string;
}

/** How a VM is reached, and where its stack is kept when it outlives the demo. */
interface Target {
    config: Record<string, ConfigValue>;
    stateDirectory?: string;
}

async function throwawayVm(stages: Stages): Promise<Target> {
    const vm: Vm = await startVm({ layer: "booted", say: stages.say });
    cleanups.push(() => vm.stop());
    stages.say("waiting until it answers over ssh …");
    await vm.waitForSsh();
    return {
        config: {
            host: vm.host,
            port: vm.port,
            user: vm.user,
            privateKeyFile: vm.privateKeyFile,
            hostKey: vm.hostKey,
            consoleLog: vm.consoleLog,
        },
    };
}

async function ownVm({ host, keyFile, crash }: DemoOptions): Promise<Target> {
    if (host === undefined) throw new Error("There is no host.");
    const config: Record<string, ConfigValue> = { host: host.host, port: host.port, user: host.user };
    if (keyFile !== undefined) config.privateKeyFile = path.resolve(keyFile);
    const name = `${host.user}@${host.host}_${host.port}${crash ? "_crash" : ""}`.replaceAll(
        /[^A-Za-z0-9@._-]/g,
        "-",
    );
    return { config, stateDirectory: cacheDirectory("demo", name) };
}

function mustSucceed(result: Result): void {
    if (result.code !== 0) throw new Error("Pulumi ended with an error; what is wrong stands above.");
}

function closing(options: DemoOptions, { facts, ...drill }: Outputs, stages: Stages): string {
    const mebibytes = (bytes: number) => `${bytes / 2 ** 20} MiB`;
    const rows = [
        ["distribution", facts.os.name],
        ["kernel", facts.kernelRelease],
        ["crashkernel asked", options.crashkernel],
        ["on the command line", facts.crashkernel.commandLine],
        [
            "reservation",
            `${mebibytes(facts.crashkernel.reservedBytes)} of ${mebibytes(Math.round(facts.memoryBytes / 2 ** 20) * 2 ** 20)}`,
        ],
        ["capture kernel loaded", facts.crashkernel.loaded ? "yes" : "no"],
        ["dump path", facts.dump.path],
        ["ready", facts.ready ? "yes" : `no: ${facts.reason}`],
        ...(drill.vmcore === undefined ? [] : drillRows(drill as DrillOutputs)),
    ];
    const times = stages.times.map(({ stage, seconds }) => [stage, seconds]);
    return [...table(["the VM now", ""], rows), "", ...table(["stage", "seconds"], times)].join("\n");
}

function drillRows({ vmcore, size, secondsToDump, secondsToBeBack }: DrillOutputs): string[][] {
    return [
        ["vmcore", vmcore],
        ["its size", `${(size / 2 ** 20).toFixed(1)} MiB`],
        ["written after the crash", `${secondsToDump} s`],
        ["host back after the crash", `${secondsToBeBack} s`],
    ];
}

async function cleanUp(): Promise<void> {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

async function start(): Promise<void> {
    if (process.argv.slice(2).some((argument) => argument === "--help" || argument === "-h")) {
        process.stdout.write(usage);
        return;
    }
    try {
        await main(demoOptions(process.argv.slice(2)));
    } finally {
        await cleanUp();
    }
}

void start().catch(endWith);

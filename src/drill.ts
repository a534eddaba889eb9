import * as fs from "node:fs";

import * as pulumi from "@pulumi/pulumi";
import { remote } from "@pulumi/command";

import { targetOf } from "./connection";
import { parseStep } from "./facts";
import { backHook, hooksAreKnown, known } from "./hooks";
import { found, Problem } from "./problems";
import { SharedHost } from "./sharedHost";
import { commandLine } from "./shellQuote";
import { StepFactory, undo } from "./step";

/** What a drill asks to be told, so that nobody crashes a machine by accident. The host program asks for it too. */
const acknowledgement = "this crashes the machine";

/** Seconds that a host may take to crash, write its dump and come back. */
const defaultTimeout = 900;

/** Lines of the console that are quoted when no dump came, and how much of the file is read for them. */
const consoleLines = 20;
const consoleBytes = 65536;

/** How the host is crashed. */
export enum DrillTrigger {
    /** By writing `c` to /proc/sysrq-trigger, which works whatever kernel.sysrq says. */
    Sysrq = "sysrq",
    /**
     * By a non-maskable interrupt that somebody else sends: EC2's diagnostic interrupt, a hypervisor's monitor. The
     * drill sets kernel.unknown_nmi_panic and waits for it, for ten minutes; meanwhile nobody can log in.
     */
    Nmi = "nmi",
}

/** How a host is crashed on purpose. */
export interface DrillArgs {
    /** Has to be `this crashes the machine`, because that is what a drill does. */
    acknowledge: string;
    /**
     * How often the drill is repeated although nothing has changed, in days, a whole number above 0: at the first
     * update of every period of so many days, counted from 1970-01-01 UTC.
     *
     * @default - only when what it proved has changed
     */
    everyDays?: number;
    /**
     * How the host is crashed.
     *
     * @default DrillTrigger.Sysrq
     */
    trigger?: DrillTrigger;
    /**
     * How long the host may take to crash, write its dump and answer again, in seconds; a whole number above 0.
     *
     * @default 900
     */
    timeout?: number;
    /**
     * A file on the machine that runs Pulumi with what the host writes to its serial console. Its end is quoted when
     * no dump came.
     *
     * @default - nothing is known of the console
     */
    consoleLog?: string;
}

/** The two steps of a drill. */
export interface DrillSteps {
    crash: remote.Command;
    dump: remote.Command;
}

/** What is wrong with the arguments of a drill. */
export function drillProblems(args: DrillArgs): Problem[] {
    return [
        ...found("acknowledge", args.acknowledge ?? "", (text) =>
            text === acknowledgement
                ? undefined
                : `${JSON.stringify(text)} is not the acknowledgement; write "${acknowledgement}", which is what a drill does.`,
        ),
        ...found("everyDays", args.everyDays, (days) => wholeProblem(days, "days")),
        ...found("trigger", args.trigger, triggerProblem),
        ...found("timeout", args.timeout, (seconds) => wholeProblem(seconds, "seconds to wait")),
    ];
}

function wholeProblem(value: number, unit: string): string | undefined {
    return Number.isSafeInteger(value) && value > 0
        ? undefined
        : `${value} is not a number of ${unit}; give a whole number above 0.`;
}

function triggerProblem(trigger: string): string | undefined {
    const triggers: string[] = Object.values(DrillTrigger);
    return triggers.includes(trigger)
        ? undefined
        : `"${trigger}" is no way to crash a host; choose one of ${triggers.map((each) => `"${each}"`).join(", ")}.`;
}

/**
 * Crashes a host and finds the dump: two steps, because nothing is left to answer after a crash.
 *
 * What the crash is to prove goes to its standard input, so that it happens again only when that has changed.
 */
export function drillSteps(
    step: StepFactory,
    parent: pulumi.ComponentResource,
    name: string,
    host: SharedHost,
    args: DrillArgs,
): DrillSteps {
    const hooks = drillHooks(parent, name, host, args);
    const crash = step("crash", {
        create: commandLine("kdump-host", "drill", args.trigger ?? DrillTrigger.Sysrq, acknowledgement),
        stdin: host.proves.apply((lines) =>
            [...lines, ...periodOf(args.everyDays)].map((line) => `# proves ${line}\n`).join(""),
        ),
        delete: undo("drill"),
        hooks: hooks.crash,
    });
    const dump = step("dump", {
        create: "kdump-host dump",
        stdin: crash.stdout.apply((text) => `# crashed under boot ${String(parseStep(text).crashedBoot)}\n`),
        after: crash,
        afterReboot: true,
        away: args.timeout ?? defaultTimeout,
        hooks: hooks.dump,
    });
    return { crash, dump };
}

/** A line that changes when a drill is due again. */
function periodOf(everyDays: number | undefined): string[] {
    if (everyDays === undefined) return [];
    const days = Math.floor(Date.now() / 86_400_000);
    return [`period ${Math.floor(days / everyDays)} of ${everyDays} days`];
}

function drillHooks(
    parent: pulumi.ComponentResource,
    name: string,
    { wanted: { connection }, hooks }: SharedHost,
    { timeout = defaultTimeout, trigger, consoleLog }: DrillArgs,
): { crash: pulumi.ResourceHookBinding; dump: pulumi.ResourceHookBinding } {
    if (!hooksAreKnown()) return { crash: {}, dump: {} };
    const warning = new pulumi.ResourceHook(
        `${name}-crash-warning`,
        async () => {
            const when = pulumi.runtime.isDryRun() ? "will crash" : "crashes";
            const how = trigger === DrillTrigger.Nmi ? " as soon as it gets an NMI" : "";
            const target = pulumi.runtime.isDryRun() ? "the machine" : targetOf(await known(connection));
            await pulumi.log.warn(`This drill ${when} ${target}${how}, on purpose.`, parent);
        },
        { onDryRun: true },
    );
    const console = () => (consoleLog === undefined ? "" : consoleTail(consoleLog));
    const back = backHook(`${name}-crash`, connection, {
        after: "its crash",
        seconds: timeout,
        setting: "timeout",
        known: console,
    });
    const quote = new pulumi.ErrorHook(`${name}-crash-console`, async ({ errors }) => {
        if (/error \[(no-dump|not-crashed)\]/.test(errors.join("\n")) && consoleLog !== undefined) {
            await pulumi.log.error(console(), parent);
        }
        return false;
    });
    const { beforeCreate = [], beforeUpdate = [], onError = [] } = hooks.ordinary;
    return {
        crash: {
            ...hooks.ordinary,
            beforeCreate: [warning, ...beforeCreate],
            beforeUpdate: [warning, ...beforeUpdate],
        },
        dump: { beforeCreate: [back], beforeUpdate: [back], onError: [quote, ...onError] },
    };
}

/** The end of a console's log as sentences, or why there is none. */
function consoleTail(file: string): string {
    try {
        const text = endOf(file).replace(/[^\n\x20-\x7e]/g, "");
        return `Its console (${file}) ends with:\n${text.trimEnd().split("\n").slice(-consoleLines).join("\n")}`;
    } catch (error) {
        return `Its console cannot be read: ${(error as Error).message}.`;
    }
}

function endOf(file: string): string {
    const handle = fs.openSync(file, "r");
    try {
        const { size } = fs.fstatSync(handle);
        const start = Math.max(0, size - consoleBytes);
        const buffer = Buffer.alloc(size - start);
        fs.readSync(handle, buffer, 0, buffer.length, start);
        return buffer.toString("latin1");
    } finally {
        fs.closeSync(handle);
    }
}

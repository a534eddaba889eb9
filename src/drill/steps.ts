import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { Gate } from "../args/checks";
import { valueOf } from "../args/known";
import { acknowledgement } from "../data/drill";
import { parseStep } from "../host/answer";
import { kdumpHost, undo } from "../host/commands";
import { targetOf } from "../host/connection";
import { underEngine } from "../host/engine";
import { KdumpFacts, newer, parseFacts } from "../host/facts";
import { backHook } from "../host/hooks";
import { SharedHost, stepsOn } from "../host/sharedHost";
import { DrillTrigger, DumpReadability } from "./args";
import { consoleNews, consoleTail } from "./consoleTail";
import { WantedDrill } from "./wanted";

/** The steps of a drill. */
export interface DrillSteps {
    crash: remote.Command;
    dump: remote.Command;
    /** What the host was before the crash. */
    facts: pulumi.Output<KdumpFacts>;
}

/**
 * Crashes a host and finds the dump: two steps, because nothing is left to answer after a crash.
 *
 * What the crash is to prove goes to its standard input, so that it happens again only when that has changed. A drill
 * that is due by the calendar comes while nothing else has changed, when what the service step found may be old: so
 * there the host is looked at first.
 *
 * @param host the host, as a Kdump prepared it
 * @param parent the component that the steps are of
 * @param name its name, with which the name of each begins
 * @param drill how it is crashed
 * @param checks of the component
 */
export function drillSteps(
    host: SharedHost,
    parent: pulumi.ComponentResource,
    name: string,
    drill: WantedDrill,
    checks: Gate,
): DrillSteps {
    const step = stepsOn(host, parent, name, checks);
    const hooks = drillHooks(parent, name, host, drill);
    const period = drill.everyDays.apply(periodOf);
    const look = drill.repeated
        ? step("look", {
              create: kdumpHost.status(),
              stdin: pulumi
                  .all([period, host.atService])
                  .apply(([lines, facts]) => commented([...lines, `after ${JSON.stringify(facts)}`])),
          })
        : undefined;
    const facts = look ? newer(look.stdout.apply(parseFacts), host.facts) : host.facts;
    const crash = step("crash", {
        create: drill.trigger.apply((trigger) => kdumpHost.drill(trigger, acknowledgement)),
        stdin: pulumi
            .all([facts, host.confLines, period])
            .apply(([found, conf, lines]) =>
                commented([...provenBy(found, conf), ...lines].map((line) => `proves ${line}`)),
            ),
        delete: undo("drill"),
        undoneFirst: true,
        hooks: hooks.crash,
    });
    const dump = step("dump", {
        create: drill.allowUnreadable.apply((allowed) => kdumpHost.dump({ "allow-unreadable": allowed })),
        stdin: pulumi.all([crash.stdout, host.debuginfo]).apply(([text, debuginfo]) =>
            commented([
                `crashed under boot ${String(parseStep(text).crashedBoot)}`,
                // What was not readable for want of it is opened again, without another crash.
                ...(debuginfo ? ["read with debuginfo"] : []),
            ]),
        ),
        after: crash,
        afterReboot: true,
        outage: drill.timeout,
        hooks: hooks.dump,
    });
    warnOfUnreadable(parent, dump);
    return { crash, dump, facts };
}

/** Whether the dump of a drill can be read. */
export interface Readability {
    readable: DumpReadability;
    /** What read it, or why nothing could, in sentences. */
    readableReason: string;
}

/** What the dump step found out; older versions of the host program did not check. */
export function readabilityOf(dumpOutput: string): Readability {
    const { readable = DumpReadability.NotChecked, readableReason } = parseStep(dumpOutput);
    return {
        readable: readable as DumpReadability,
        readableReason: String(readableReason ?? "The drill was made by a version that opened no dumps."),
    };
}

/** Warns at every update of a dump that cannot be read, where that is allowed. */
function warnOfUnreadable(parent: pulumi.ComponentResource, dump: remote.Command): void {
    dump.stdout.apply(readabilityOf).apply(({ readable, readableReason }) => {
        if (readable === DumpReadability.No && !pulumi.runtime.isDryRun()) {
            void pulumi.log.warn(`The drill's dump cannot be read: ${readableReason}`, parent);
        }
    });
}

/** Lines for a step's standard input, as comments: no program reads them. */
function commented(lines: string[]): string {
    return lines.map((line) => `# ${line}\n`).join("");
}

/**
 * What a dump proves to work: when one of these lines changes, the proof is outdated. How many dumps are kept does not
 * matter for it.
 */
function provenBy({ crashkernel, kernelRelease }: KdumpFacts, confLines: string[]): string[] {
    return [
        `crashkernel=${crashkernel.commandLine}, ${crashkernel.reservedBytes} bytes`,
        `kernel ${kernelRelease}`,
        ...confLines.filter((line) => !line.startsWith("keep ")),
    ];
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
    { host: { connection }, hooks }: SharedHost,
    drill: WantedDrill,
): { crash: pulumi.ResourceHookBinding; dump: pulumi.ResourceHookBinding } {
    if (!underEngine()) return { crash: {}, dump: {} };
    // All of it is known when a step runs; a preview may not know it.
    const known: { trigger?: DrillTrigger; consoleLog?: string } = {};
    drill.trigger.apply((trigger) => (known.trigger = trigger));
    drill.consoleLog.apply((file) => (known.consoleLog = file));
    const warning = new pulumi.ResourceHook(
        `${name}-crash-warning`,
        async () => {
            const when = pulumi.runtime.isDryRun() ? "will crash" : "crashes";
            const how = known.trigger === DrillTrigger.Nmi ? " as soon as it gets an NMI" : "";
            const target = pulumi.runtime.isDryRun() ? "the machine" : targetOf(await valueOf(connection));
            await pulumi.log.warn(`This drill ${when} ${target}${how}, on purpose.`, parent);
        },
        { onDryRun: true },
    );
    const console = () => (known.consoleLog === undefined ? "" : consoleTail(known.consoleLog));
    const back = backHook(parent, `${name}-crash`, connection, {
        reason: "its crash",
        seconds: drill.timeout,
        setting: "timeout",
        evidence: console,
        news: () => (known.consoleLog === undefined ? "" : consoleNews(known.consoleLog)),
    });
    const quote = new pulumi.ErrorHook(`${name}-crash-console`, async ({ errors }) => {
        if (/error \[(no-dump|not-crashed)\]/.test(errors.join("\n")) && known.consoleLog !== undefined) {
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

import * as pulumi from "@pulumi/pulumi";

import { choice, flag, number, Properties, text, textLike } from "../args/kinds";
import { optional, Problem } from "../args/problem";
import { countProblem } from "../args/values";
import { acknowledgement } from "../data/drill";

/** Seconds that a host may take to crash, write its dump and come back. */
export const defaultDrillTimeout = 900;

/** How the host is crashed. */
export const DrillTrigger = {
    /** By writing `c` to /proc/sysrq-trigger, which works whatever kernel.sysrq says. */
    Sysrq: "sysrq",
    /**
     * By a non-maskable interrupt that somebody else sends: EC2's diagnostic interrupt, a hypervisor's monitor. The
     * drill sets kernel.unknown_nmi_panic and waits for it, for ten minutes; meanwhile nobody can log in.
     */
    Nmi: "nmi",
} as const;
export type DrillTrigger = (typeof DrillTrigger)[keyof typeof DrillTrigger];

/** Whether the dump of a drill can be read: opened, with a list of all tasks and the stack of the one that panicked. */
export const DumpReadability = {
    /** crash, or drgn, has opened it on the host. */
    Yes: "yes",
    /** It is complete, yet nothing on the host reads it: most often because crash is older than the kernel. */
    No: "no",
    /**
     * Nothing on the host could tell: there is no debuginfo of the kernel, or the dump lies on a DumpServer. Where
     * makedumpfile is there, it has read the dump from its beginning to its end.
     */
    NotChecked: "not checked",
} as const;
export type DumpReadability = (typeof DumpReadability)[keyof typeof DumpReadability];

/** How a host is crashed on purpose. */
export interface DrillArgs {
    /** Has to be `this crashes the machine`, which is what a drill does. */
    acknowledge: pulumi.Input<string>;
    /**
     * How often the drill is repeated although nothing has changed, in days, a whole number above 0: at the first
     * update of every period of so many days, counted from 1970-01-01 UTC. That update looks at the host first, so
     * that the drill proves the kernel that runs by then.
     *
     * @default - only when what it proved has changed
     */
    everyDays?: pulumi.Input<number>;
    /**
     * How the host is crashed.
     *
     * @default DrillTrigger.Sysrq
     */
    trigger?: pulumi.Input<DrillTrigger>;
    /**
     * How long the host may take to crash, write its dump and answer again, in seconds; a whole number above 0.
     *
     * @default 900
     */
    timeout?: pulumi.Input<number>;
    /**
     * Whether the drill passes with a dump that cannot be read on the host (`readable` is `no`), for example because only
     * another machine has a crash that reads it. A dump that was not checked always passes.
     *
     * @default false
     */
    allowUnreadable?: pulumi.Input<boolean>;
    /**
     * A log of the host's serial console, as a file on the machine that runs Pulumi. Its end is quoted when there is no
     * dump.
     *
     * @default - the console is not quoted
     */
    consoleLog?: pulumi.Input<string>;
}

/** What there is to say about a drill. */
export const drillProperties: Properties<DrillArgs> = {
    acknowledge: textLike(acknowledgement),
    everyDays: number,
    trigger: choice("a way to crash a host", DrillTrigger),
    timeout: number,
    allowUnreadable: flag,
    consoleLog: text,
};

/** The arguments of a drill whose values are all known. */
export type PlainDrillArgs = pulumi.Unwrap<DrillArgs>;

/** Checks the arguments of a drill. */
export function drillProblems(args: PlainDrillArgs): Problem[] {
    return [
        ...optional("acknowledge", args.acknowledge ?? "", (text) =>
            text === acknowledgement
                ? undefined
                : `${JSON.stringify(text)} is not the acknowledgement; write "${acknowledgement}", which is what a drill does.`,
        ),
        ...optional("everyDays", args.everyDays, (days) => countProblem(days, "days")),
        ...optional("timeout", args.timeout, (seconds) => countProblem(seconds, "seconds to wait")),
    ];
}

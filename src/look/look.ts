import * as pulumi from "@pulumi/pulumi";

import { diagnostic } from "../args/diagnostic";
import { knownValue } from "../args/known";
import { StatusOptions } from "../host/commands";
import { KnownConnection, targetOf } from "../host/connection";
import { KdumpFacts } from "../host/facts";
import { hostProgram } from "../host/program";
import { identityOf, RemoteHost } from "../host/remoteHost";
import { Check, configuredCheck } from "./check";
import { driftOf } from "./drift";
import { mendsOf, nextMends, withoutMends } from "./mends";
import { StackState, stackState, StepBefore } from "./stackState";
import { oneLine, Status, statusOf } from "./status";

/** A component that prepares a host, and what it wants there. */
export interface Wish {
    component: pulumi.ComponentResource;
    /** Its type, such as `kdump:index:Kdump`. */
    type: string;
    name: string;
    host: RemoteHost;
    /** Whether to look; undefined for the default. */
    check: pulumi.Output<Check | undefined>;
    reboot: pulumi.Input<string>;
    takeOver: pulumi.Output<boolean>;
    /** The component's name as an owner. */
    owner: string;
    crashkernel: pulumi.Output<string>;
    confLines: pulumi.Output<string[]>;
    debuginfo: pulumi.Output<boolean>;
    /** Whether the kernel's last lines are kept. */
    gasp: boolean;
    /** The digest of the reader that makes reports; undefined where none are declared. */
    reporting?: string;
}

/** What was seen, and what mends it. */
interface Sight {
    status: Status;
    drift: Map<string, string>;
}

/** The file that a step puts in place, which is copied again together with it. */
const copies: Record<string, string> = { host: "program", reporting: "reader" };

/** What makes a step run: its command, and its standard input. */
interface Step {
    create: pulumi.Input<string>;
    stdin: pulumi.Input<string>;
}

/**
 * A look at a host that the stack has prepared, in a preview and in an update: once, before the first step. What is not as
 * declared becomes a line in the standard input of the steps that mend it, and so an ordinary difference of theirs.
 */
export class Look {
    /** What the host said; undefined where nobody looked. */
    readonly status: pulumi.Output<Status | undefined>;
    private readonly sight: Promise<Sight | undefined>;
    /** The steps that run to mend something alone, and not because something else is declared than before. */
    private readonly mending = new Map<string, string>();
    private readonly notes: Promise<string>[] = [];

    constructor(private readonly wish: Wish) {
        this.sight = this.see();
        this.status = pulumi.output(this.sight).apply((sight) => sight?.status) as pulumi.Output<
            Status | undefined
        >;
    }

    /**
     * The further line of a step's standard input, which is the same as before where there is nothing to mend.
     *
     * @param suffix the step
     * @param step what it would be without
     */
    readonly note = (suffix: string, { create, stdin }: Step): pulumi.Output<string> => {
        const note = async () => {
            const state = await stackState();
            const before = this.before(state, suffix);
            if (before === undefined || !(await this.isSameInstance(before))) return "";
            const why = (await this.sight)?.drift.get(suffix);
            const [command, input] = await Promise.all([
                knownValue(pulumi.output(create)),
                knownValue(pulumi.output(stdin)),
            ]);
            const same = command === before.create && input === withoutMends(before.stdin);
            if (why === undefined || !same) return mendsOf(before.stdin);
            this.mending.set(suffix, why);
            const together = suffix in copies ? [this.before(state, copies[suffix])] : [];
            return nextMends([before, ...together].map(lineOf), why);
        };
        const noted = note();
        this.notes.push(noted);
        return pulumi.output(noted);
    };

    /** Says once and together what was changed on the host, and is mended; when all steps are declared. */
    async say(): Promise<void> {
        await Promise.allSettled(this.notes); // what fails is said by its step
        const connection = await knownValue(this.wish.host.connection);
        if (this.mending.size === 0 || connection === undefined) return;
        const { mending } = this;
        const reasons = [...new Set(mending.values())].map((why) => {
            const steps = [...mending.keys()].filter((step) => mending.get(step) === why);
            return `\n  - ${steps.join(", ")}: ${why}`;
        });
        const mends = pulumi.runtime.isDryRun() ? "An update mends it" : "This update mends it";
        await pulumi.log.warn(
            `The host ${targetOf(connection)} is not as it was left. ${mends}:${reasons.join("")}`,
            this.wish.component,
        );
    }

    /**
     * The line of the copy of a file, which is made again together with the step that puts it in place.
     *
     * @param suffix that step
     * @param create its command
     */
    copyNote(suffix: keyof typeof copies, create: pulumi.Input<string>): pulumi.Output<string> {
        const note = async () => {
            const state = await stackState();
            const [copy, step] = [copies[suffix], suffix].map((one) => this.before(state, one));
            const stepNote = await knownValue(this.note(suffix, { create, stdin: this.wish.host.identity }));
            return stepNote === lineOf(step) ? lineOf(copy) : (stepNote ?? "");
        };
        return pulumi.output(note());
    }

    /**
     * What was seen, if it is newer than a step's answer: undefined where the step has run after the look, or nobody looked.
     *
     * @param answer what the step has printed
     */
    seenAfter(suffix: string, answer: pulumi.Output<string>): pulumi.Output<KdumpFacts | undefined> {
        const before = pulumi.output(stackState().then((state) => this.before(state, suffix)?.stdout));
        return pulumi
            .all([this.status, answer, before])
            .apply(([status, now, then]) => (now === then ? status?.facts : undefined)) as pulumi.Output<
            KdumpFacts | undefined
        >;
    }

    private before(state: StackState, suffix: string): StepBefore | undefined {
        return state.step(this.wish.type, `${this.wish.name}-${suffix}`);
    }

    private async isSameInstance({ stdin }: StepBefore): Promise<boolean> {
        const identity = await knownValue(this.wish.host.identity);
        return identity === undefined || identity === identityOf(stdin);
    }

    private async see(): Promise<Sight | undefined> {
        const { wish } = this;
        const connection = await knownValue(wish.host.connection);
        if (connection === undefined) return undefined;
        const said = (await knownValue(wish.check)) ?? configuredCheck();
        const check = said ?? Check.Always;
        if (check === Check.OnChange) return undefined;
        const state = await stackState();
        const known = await this.knows(state, connection);
        // A host that is new to the stack is looked at where that was asked for, before anything is done to it.
        if (!known && (said === undefined || !pulumi.runtime.isDryRun())) return undefined;
        const status = await this.ask(connection, check === Check.Required);
        if (status === undefined) return undefined;
        const takeOver = (await knownValue(wish.takeOver)) ?? false;
        this.refuseOther(status, connection, takeOver);
        if (status.firstBoot)
            void pulumi.log.warn(
                `The first boot of ${targetOf(connection)} is still under way: what it says of itself will change. An update ` +
                    "that copies the host program there waits for its end.",
                wish.component,
            );
        // A step that is new runs anyway.
        const drift = new Map(
            [...driftOf(status)].filter(([step]) => this.before(state, step) !== undefined),
        );
        return { status, drift };
    }

    /** Whether the stack has prepared this host to the end, and not another that was there before. */
    private async knows(state: StackState, connection: KnownConnection): Promise<boolean> {
        const service = this.before(state, "service");
        const target = this.before(state, "program")?.triggers[0];
        return (
            service !== undefined && target === targetOf(connection) && (await this.isSameInstance(service))
        );
    }

    private async ask(connection: KnownConnection, required: boolean): Promise<Status | undefined> {
        try {
            return await statusOf(connection, await this.declared());
        } catch (error) {
            const sentence = `The host ${targetOf(connection)} could not be looked at: ${(error as Error).message}.`;
            if (required) throw diagnostic(this.wish.component, sentence);
            void pulumi.log.warn(
                `${sentence} What the stack remembers of it counts; whether that is still so is not known.`,
                this.wish.component,
            );
            return undefined;
        }
    }

    private async declared(): Promise<StatusOptions> {
        const { crashkernel, confLines, debuginfo, owner, reboot, gasp, reporting } = this.wish;
        return {
            program: hostProgram().digest,
            owner,
            crashkernel: await knownValue(crashkernel),
            reboot: await knownValue(pulumi.output(reboot)),
            debuginfo: await knownValue(debuginfo),
            gasp,
            reporting,
            conf: await knownValue(confLines),
        };
    }

    private refuseOther({ facts: { owner } }: Status, connection: KnownConnection, takeOver: boolean): void {
        if (owner === undefined || owner.name === this.wish.owner || takeOver) return;
        throw diagnostic(
            this.wish.component,
            `The host ${targetOf(connection)} belongs to ${oneLine(owner.name)} since ${oneLine(owner.since)}, and this is ` +
                `${this.wish.owner}. Two owners would undo each other's work: remove one of them, or set takeOver on this one.`,
        );
    }
}

/** The line that a resource has: a step in its standard input, the copy among what replaces it. */
function lineOf(before: StepBefore | undefined): string {
    if (before === undefined) return "";
    return mendsOf(before.stdin) || mendsOf(before.triggers[2] ?? "");
}

import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { Checks } from "./args/checks";
import { component, Properties } from "./args/kinds";
import { CaptureMemory, captureMemoryOf } from "./crashkernel/captureMemory";
import { DrillArgs, drillProblems, drillProperties, DumpReadability } from "./drill/args";
import { drillSteps, readabilityOf } from "./drill/steps";
import { wantedDrill } from "./drill/wanted";
import { parseStep } from "./host/answer";
import { OutputsOf } from "./host/outputs";
import { hostOf, hostProblems } from "./host/sharedHost";
import { Kdump } from "./kdump";

/** The arguments of a CrashDrill. */
export interface CrashDrillArgs extends DrillArgs {
    /** The Kdump of the host that is crashed. */
    host: Kdump;
}

const properties: Properties<CrashDrillArgs> = { host: component(), ...drillProperties };

/**
 * Crashes a host on purpose, and finds the vmcore that its kdump has written: the only proof that kdump works.
 *
 * The host has to be ready, or it is not crashed. It is crashed again only when what was proved has changed (the
 * reservation, the dump configuration or the kernel), or after `everyDays`. Without a dump, or with one that
 * cannot be read on the host, the update fails with the reason, as far as the host can tell. With `debuginfo` on the Kdump
 * the dump is opened; without, `readable` stays `not checked`. Destroying a drill removes no dump.
 */
export class CrashDrill extends pulumi.ComponentResource {
    /** The vmcore, a path on the host. */
    public readonly vmcore!: pulumi.Output<string>;
    /** Its size in bytes. */
    public readonly size!: pulumi.Output<number>;
    /** Its SHA-256, in hexadecimal digits. */
    public readonly sha256!: pulumi.Output<string>;
    /** How it is written: `kdump` (makedumpfile's own format), `flattened` (makedumpfile -F) or `elf`. */
    public readonly format!: pulumi.Output<string>;
    /** Release of the kernel that crashed, from the dump. */
    public readonly kernelRelease!: pulumi.Output<string>;
    /** When it crashed, in ISO 8601, UTC. */
    public readonly crashTime!: pulumi.Output<string>;
    /** Seconds from the crash until the dump was written. */
    public readonly secondsToDump!: pulumi.Output<number>;
    /** Seconds from the crash until the host was back and the dump was found. */
    public readonly secondsToBeBack!: pulumi.Output<number>;
    /** Whether the dump can be read: it was opened on the host, all tasks were listed and the stack of the one that panicked. */
    public readonly readable!: pulumi.Output<DumpReadability>;
    /** What read it, such as `crash 8.0.6 lists 93 tasks, …`, or why nothing could and what to do, in sentences. */
    public readonly readableReason!: pulumi.Output<string>;
    /**
     * What the capture kernel needed of its reservation at most, and what was left; undefined where it was not measured: on EL
     * and SUSE, whose initramfs writes the dump, and by earlier versions.
     */
    public readonly captureMemory!: pulumi.Output<CaptureMemory | undefined>;
    /** Whether the next panic would produce a vmcore too. False if the host came back less ready than it was. */
    public readonly ready!: pulumi.Output<boolean>;
    /** Why it would not, in a sentence; empty when it would. */
    public readonly reason!: pulumi.Output<string>;
    /** Id of the boot that is to be crashed, for whoever sends the NMI. */
    public readonly armedBoot!: pulumi.Output<string>;

    /**
     * Crashes a host.
     *
     * @param name the unique name of the resource; its children are called NAME-crash and NAME-dump
     * @param args which host, and the acknowledgement
     * @param opts options of the component
     * @throws pulumi.InputPropertiesError with every mistake in the arguments, as with a Kdump
     */
    constructor(name: string, args: CrashDrillArgs, opts?: pulumi.ComponentResourceOptions) {
        const checks = new Checks("kdump:index:CrashDrill", name, args, properties);
        const { host, ...given } = checks.args;
        checks.add(hostProblems(host));
        const wanted = wantedDrill(given, checks.check(checks.all(drillProperties), drillProblems));
        super(
            "kdump:index:CrashDrill",
            name,
            checks.inputs(() => given),
            opts,
        );
        checks.report(this);
        const { crash, dump } = drillSteps(hostOf(host, checks), this, name, wanted, checks);

        const outputs = outputsOf(crash, dump);
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }
}

function outputsOf(crash: remote.Command, dump: remote.Command): OutputsOf<CrashDrill> {
    const answer = dump.stdout.apply(parseStep);
    const field = <T>(key: string) => answer.apply((all) => all[key] as T);
    const { readable, readableReason } = dump.stdout.apply(readabilityOf);
    return {
        vmcore: field("vmcore"),
        size: field("size"),
        sha256: field("sha256"),
        format: field("format"),
        kernelRelease: field("kernelRelease"),
        crashTime: field<number>("crashTime").apply((seconds) => new Date(seconds * 1000).toISOString()),
        secondsToDump: field("secondsToDump"),
        secondsToBeBack: field("secondsToBeBack"),
        readable,
        readableReason,
        captureMemory: answer.apply(captureMemoryOf),
        ready: field("ready"),
        reason: field("reason"),
        armedBoot: crash.stdout.apply((text) => String(parseStep(text).crashedBoot)),
    };
}

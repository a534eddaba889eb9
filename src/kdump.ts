import * as pulumi from "@pulumi/pulumi";

import { withSecretsMarked } from "./host/connection";
import { debuginfoOptions, sayDebuginfo } from "./kdump/debuginfo";
import { drillSteps, readabilityOf } from "./drill/steps";
import { DumpReadability } from "./drill/args";
import { clientSteps } from "./dumpServer/client";
import { parseStep } from "./host/answer";
import { KdumpFacts, parseFacts } from "./host/facts";
import { shortDigest } from "./host/digest";
import { hooksOf } from "./host/hooks";
import { installHost, kdumpHost, undo } from "./host/commands";
import { hostProgram } from "./host/program";
import { KdumpArgs } from "./kdumpArgs";
import { kdumpHosts } from "./host/sharedHost";
import { copyOf, stepsOf } from "./host/step";
import { Wanted, wantedFrom } from "./kdump/wanted";
import { sayReservation } from "./crashkernel/wanted";

/**
 * A host that writes a vmcore when its kernel dies: kdump's packages, memory reserved with crashkernel=, the
 * boot loader regenerated, the dump configuration, and the service with the capture kernel loaded.
 *
 * Each of these is a child resource, so that `pulumi preview` shows which of them would change and how, and
 * `pulumi destroy` takes each back.
 */
export class Kdump extends pulumi.ComponentResource {
    /** Bytes that are reserved for the capture kernel, read from /sys/kernel/kexec_crash_size. */
    public readonly reservationSize: pulumi.Output<number>;
    /** Directory in which the vmcore directories appear. */
    public readonly dumpPath: pulumi.Output<string>;
    /** Whether a panic now would be written as a vmcore, as far as a host can tell. */
    public readonly ready: pulumi.Output<boolean>;
    /** Why the host is not ready, in a sentence; empty when it is. */
    public readonly reason: pulumi.Output<string>;
    /** Whether the wanted reservation needs a reboot that has not been done. */
    public readonly rebootRequired: pulumi.Output<boolean>;
    /** Release of the running kernel. */
    public readonly kernelRelease: pulumi.Output<string>;
    /** The crashkernel value on the running kernel's command line; empty when there is none. */
    public readonly crashkernel: pulumi.Output<string>;
    /** Path of vmlinux with the running kernel's debuginfo; empty when it is not installed. */
    public readonly vmlinux: pulumi.Output<string>;
    /** Name of the host's distribution with its version. */
    public readonly osRelease: pulumi.Output<string>;
    /** Whether the dump of the `drill` can be read; `not checked` where none is declared. */
    public readonly readable: pulumi.Output<DumpReadability>;
    /** Who has read it, or why nobody could and what to do, in sentences. */
    public readonly readableReason: pulumi.Output<string>;
    /** Everything that the host program reported, in one document. */
    public readonly facts: pulumi.Output<KdumpFacts>;

    /**
     * Makes a host ready for kdump.
     *
     * @param name the unique name of the resource; its children are called NAME-host, NAME-packages and so on
     * @param args what is wanted
     * @param opts options of the component; `deletedWith` the VM keeps `pulumi destroy` from connecting to a VM
     * that goes away in the same run
     * @throws pulumi.InputPropertiesError with everything that is wrong with the arguments
     */
    constructor(name: string, args: KdumpArgs, opts?: pulumi.ComponentResourceOptions) {
        const wanted = wantedFrom(name, args);
        const inputs = { ...args, connection: withSecretsMarked(args.connection), dumpServer: undefined };
        super("kdump:index:Kdump", name, inputs, opts);
        const access = { host: wanted, hooks: hooksOf(this, name, wanted) };
        const target = { ...access, parent: this, name };
        const step = stepsOf(target);

        const program = copyOf(hostProgram(), target);
        const host = step("host", {
            create: wanted.os.apply((os) => installHost(hostProgram(), os)),
            delete: undo("install"),
            after: program,
        });
        const packages = step("packages", {
            create: kdumpHost.packages(),
            delete: args.removePackages ? undo("packages") : undefined,
            after: host,
        });
        const crashkernel = step("crashkernel", {
            create: wanted.crashkernel.apply(kdumpHost.crashkernel),
            delete: undo("crashkernel"),
            after: packages,
        });
        const bootloader = step("bootloader", {
            create: wanted.crashkernel.apply(kdumpHost.bootloader),
            after: crashkernel,
        });
        const sender = { parent: this, name, step, after: bootloader };
        const conf = step("conf", {
            create: wanted.confLines.apply(kdumpHost.conf),
            delete: undo("conf"),
            after: wanted.client ? clientSteps(wanted.client, sender) : bootloader,
        });
        const reboot = step("reboot", {
            create: wanted.crashkernel.apply((value) => kdumpHost.reboot(wanted.reboot, value)),
            after: conf,
        });
        const service = step("service", {
            create: digestOf(wanted).apply(kdumpHost.service),
            stdin: wanted.revision,
            delete: undo("service"),
            after: reboot,
            afterReboot: true,
        });
        // Large and slow, and readiness does not depend on it: it runs beside the service step.
        const debuginfo = args.debuginfo
            ? step("debuginfo", {
                  create: wanted.debuginfoSource.apply(debuginfoOptions).apply(kdumpHost.debuginfo),
                  // After a reboot the running kernel may be another, so the boot belongs to what it is for.
                  stdin: pulumi.interpolate`${wanted.revision}# boot ${reboot.stdout.apply(bootIdOf)}\n`,
                  delete: args.removePackages ? undo("debuginfo") : undefined,
                  after: reboot,
                  afterReboot: true,
              })
            : undefined;

        const found = service.stdout.apply(parseFacts);
        kdumpHosts.share(this, {
            ...access,
            last: debuginfo === undefined ? [service] : [service, debuginfo],
            facts: found,
            debuginfo: debuginfo !== undefined,
            confLines: wanted.confLines,
        });
        const drill = args.drill && drillSteps(this, this, name, args.drill);
        this.facts = drill?.facts ?? found;
        this.reservationSize = this.facts.apply((facts) => facts.crashkernel.reservedBytes);
        this.dumpPath = this.facts.apply((facts) => facts.dump.path);
        const judged = pulumi.all([this.facts, drill?.dump.stdout.apply(parseStep)]).apply(afterDrill);
        this.ready = judged.ready;
        this.reason = judged.reason;
        this.rebootRequired = this.facts.apply((facts) => facts.rebootRequired);
        this.kernelRelease = this.facts.apply((facts) => facts.kernelRelease);
        this.crashkernel = this.facts.apply((facts) => facts.crashkernel.commandLine);
        this.vmlinux = debuginfo?.stdout.apply(vmlinuxOf) ?? this.facts.apply((facts) => facts.vmlinux);
        this.osRelease = this.facts.apply((facts) => facts.os.name);
        const read = drill?.dump.stdout.apply(readabilityOf);
        this.readable = read?.readable ?? pulumi.output(DumpReadability.NotChecked);
        this.readableReason = read?.readableReason ?? pulumi.output("No drill is declared on this Kdump.");
        sayReservation(this, wanted.reservation);
        if (args.debuginfo) sayDebuginfo(this, wanted.debuginfoSource);
        warnOfHost(this);

        this.registerOutputs({
            reservationSize: this.reservationSize,
            dumpPath: this.dumpPath,
            ready: this.ready,
            reason: this.reason,
            rebootRequired: this.rebootRequired,
            kernelRelease: this.kernelRelease,
            crashkernel: this.crashkernel,
            vmlinux: this.vmlinux,
            osRelease: this.osRelease,
            readable: this.readable,
            readableReason: this.readableReason,
            facts: this.facts,
        });
    }
}

/** Stands for all that the service step depends on, so that it runs again when any of it changes. */
function digestOf(wanted: Wanted): pulumi.Output<string> {
    return pulumi
        .all([wanted.crashkernel, wanted.confLines])
        .apply((parts) => shortDigest(JSON.stringify([...parts, wanted.reboot]), 12));
}

/** Whether the host is ready, and why not: after a drill by what it found when the host was back. */
function afterDrill([facts, dump]: [KdumpFacts, Record<string, unknown> | undefined]): Judgement {
    const { ready, reason } = facts;
    return !ready || dump === undefined
        ? { ready, reason }
        : { ready: dump.ready === true, reason: String(dump.reason) };
}

interface Judgement {
    ready: boolean;
    reason: string;
}

function bootIdOf(rebootOutput: string): string {
    return String(parseStep(rebootOutput).bootId);
}

function vmlinuxOf(debuginfoOutput: string): string {
    return String(parseStep(debuginfoOutput).vmlinux);
}

/** Says at every update why a host is not ready, and what else may come in a dump's way, so that nobody forgets. */
function warnOfHost(kdump: Kdump): void {
    kdump.facts.apply((facts) => {
        if (pulumi.runtime.isDryRun()) return;
        const sentences = facts.ready ? [] : [`A panic of this host would not be written: ${facts.reason}`];
        for (const each of [...sentences, ...facts.remarks]) void pulumi.log.warn(each, kdump);
    });
}

import * as pulumi from "@pulumi/pulumi";

import { sayReservation } from "./crashkernel/wanted";
import { DumpReadability } from "./drill/args";
import { DrillSteps, drillSteps, Readability, readabilityOf } from "./drill/steps";
import { clientSteps } from "./dumpServer/client";
import { parseStep } from "./host/answer";
import { installHost, kdumpHost, undo } from "./host/commands";
import { withSecretsMarked } from "./host/connection";
import { shortDigest } from "./host/digest";
import { KdumpFacts, parseFacts } from "./host/facts";
import { hooksOf } from "./host/hooks";
import { OutputsOf } from "./host/outputs";
import { hostProgram } from "./host/program";
import { kdumpHosts, SharedHost } from "./host/sharedHost";
import { copyOf, stepsOf } from "./host/step";
import { debuginfoOptions, sayDebuginfo } from "./kdump/debuginfo";
import { kdumpChecks, Wanted, wantedFrom } from "./kdump/wanted";
import { KdumpArgs } from "./kdumpArgs";

/**
 * A host that writes a vmcore when its kernel panics: kdump's packages, memory reserved with crashkernel=, a regenerated
 * boot loader configuration, the dump configuration, and the service with the capture kernel loaded.
 *
 * Each of these is a child resource, so that `pulumi preview` shows which of them would change and how, and
 * `pulumi destroy` takes each back.
 */
export class Kdump extends pulumi.ComponentResource {
    /** Bytes that are reserved for the capture kernel, read from /sys/kernel/kexec_crash_size. */
    public readonly reservationSize!: pulumi.Output<number>;
    /** Directory in which the vmcore directories appear. */
    public readonly dumpPath!: pulumi.Output<string>;
    /** Whether a panic now would produce a vmcore, as far as the host can tell. */
    public readonly ready!: pulumi.Output<boolean>;
    /** Why the host is not ready, in a sentence; empty when it is. */
    public readonly reason!: pulumi.Output<string>;
    /** Whether the wanted reservation still needs a reboot. */
    public readonly rebootRequired!: pulumi.Output<boolean>;
    /** Release of the running kernel. */
    public readonly kernelRelease!: pulumi.Output<string>;
    /** The crashkernel value on the running kernel's command line; empty when there is none. */
    public readonly crashkernel!: pulumi.Output<string>;
    /** Path of vmlinux with the running kernel's debuginfo; empty when it is not installed. */
    public readonly vmlinux!: pulumi.Output<string>;
    /** Name of the host's distribution with its version. */
    public readonly osRelease!: pulumi.Output<string>;
    /** Whether the dump of the `drill` can be read; `not checked` where none is declared. */
    public readonly readable!: pulumi.Output<DumpReadability>;
    /** What read it, or why nothing could and what to do, in sentences. */
    public readonly readableReason!: pulumi.Output<string>;
    /** The host program's whole report, in one document. */
    public readonly facts!: pulumi.Output<KdumpFacts>;

    /**
     * Makes a host ready for kdump.
     *
     * @param name the unique name of the resource; its children are called NAME-host, NAME-packages and so on
     * @param args how the host is reached, and what it is to be
     * @param opts options of the component; `deletedWith` the VM keeps `pulumi destroy` from connecting to a VM
     * that goes away in the same run
     * @throws pulumi.InputPropertiesError with every mistake in the arguments, outside of a stack's program, such as under
     * mocks; in one they are diagnostics of the resource, nothing is made of it, and the run fails
     */
    constructor(name: string, args: KdumpArgs, opts?: pulumi.ComponentResourceOptions) {
        const checks = kdumpChecks(name, args);
        const wanted = wantedFrom(name, checks);
        const inputs = () => ({
            ...args,
            connection: withSecretsMarked(args.connection),
            dumpServer: undefined,
        });
        super("kdump:index:Kdump", name, checks.inputs(inputs), opts);
        checks.report(this);
        const access = { host: wanted, hooks: hooksOf(this, name, wanted) };
        const target = { ...access, parent: this, name };
        const step = stepsOf(target);
        const crashkernelText = wanted.crashkernel.apply(({ text }) => text);

        const program = copyOf(hostProgram(), target);
        const host = step("host", {
            create: wanted.os.apply((os) => installHost(hostProgram(), os)),
            delete: undo("install"),
            after: program,
        });
        const packages = step("packages", {
            create: kdumpHost.packages(),
            delete: wanted.removePackages ? undo("packages") : undefined,
            after: host,
        });
        const crashkernel = step("crashkernel", {
            create: crashkernelText.apply(kdumpHost.crashkernel),
            delete: undo("crashkernel"),
            after: packages,
        });
        const bootloader = step("bootloader", {
            create: crashkernelText.apply(kdumpHost.bootloader),
            after: crashkernel,
        });
        const sender = { parent: this, name, step, after: bootloader };
        const conf = step("conf", {
            create: wanted.confLines.apply(kdumpHost.conf),
            delete: undo("conf"),
            after: wanted.client ? clientSteps(wanted.client, sender) : bootloader,
        });
        const reboot = step("reboot", {
            create: pulumi
                .all([wanted.reboot, crashkernelText])
                .apply(([policy, value]) => kdumpHost.reboot(policy, value)),
            after: conf,
        });
        const service = step("service", {
            create: digestOf(wanted).apply(kdumpHost.service),
            stdin: wanted.revision,
            delete: undo("service"),
            after: reboot,
            afterReboot: true,
        });
        // Large and slow, and not needed for readiness: it runs beside the service step.
        const debuginfo = wanted.debuginfo
            ? step("debuginfo", {
                  create: pulumi.all([wanted.debuginfo, wanted.debuginfoSource]).apply(([wants, source]) => {
                      if (wants) return kdumpHost.debuginfo(debuginfoOptions(source));
                      return wanted.removePackages ? undo("debuginfo") : nothingToDo;
                  }),
                  // After a reboot another kernel may run, so another boot re-runs the step.
                  stdin: pulumi.interpolate`${wanted.revision}# boot ${reboot.stdout.apply(bootIdOf)}\n`,
                  delete: wanted.removePackages ? undo("debuginfo") : undefined,
                  after: reboot,
                  afterReboot: true,
              })
            : undefined;

        const facts = service.stdout.apply(parseFacts);
        const shared: SharedHost = {
            ...access,
            last: debuginfo === undefined ? [service] : [service, debuginfo],
            facts,
            debuginfo: wanted.debuginfo ?? false,
            confLines: wanted.confLines,
        };
        kdumpHosts.share(this, shared);
        const drill = wanted.drill && drillSteps(shared, this, name, wanted.drill, checks);

        const vmlinux = debuginfo && pulumi.all([wanted.debuginfo, debuginfo.stdout, facts]).apply(vmlinuxOf);
        const outputs = outputsOf(facts, vmlinux, drill);
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
        sayReservation(this, wanted.crashkernel, wanted.prediction);
        if (wanted.debuginfo) sayDebuginfo(this, wanted.debuginfoSource);
        warnOfHost(this);
    }
}

function outputsOf(
    atService: pulumi.Output<KdumpFacts>,
    vmlinux: pulumi.Output<string> | undefined,
    drill: DrillSteps | undefined,
): OutputsOf<Kdump> {
    const facts = drill?.facts ?? atService;
    const { ready, reason } = pulumi.all([facts, drill?.dump.stdout.apply(parseStep)]).apply(readiness);
    const readability = drill?.dump.stdout.apply(readabilityOf) ?? pulumi.output(noDrill);
    return {
        reservationSize: facts.apply(({ crashkernel }) => crashkernel.reservedBytes),
        dumpPath: facts.apply(({ dump }) => dump.path),
        ready,
        reason,
        rebootRequired: facts.apply(({ rebootRequired }) => rebootRequired),
        kernelRelease: facts.apply(({ kernelRelease }) => kernelRelease),
        crashkernel: facts.apply(({ crashkernel }) => crashkernel.commandLine),
        vmlinux: vmlinux ?? facts.apply((found) => found.vmlinux),
        osRelease: facts.apply(({ os }) => os.name),
        readable: readability.readable,
        readableReason: readability.readableReason,
        facts,
    };
}

/** The command of a step that is there because an Output might have asked for it. */
const nothingToDo = "true";

const noDrill: Readability = {
    readable: DumpReadability.NotChecked,
    readableReason: "No drill is declared on this Kdump.",
};

/** Hash of the service step's inputs: a change re-runs the step. */
function digestOf(wanted: Wanted): pulumi.Output<string> {
    return pulumi
        .all([wanted.crashkernel.apply(({ text }) => text), wanted.confLines, wanted.reboot])
        .apply((parts) => shortDigest(JSON.stringify(parts), 12));
}

/** Whether the host is ready, and why not. After a drill that is what the host was when it came back. */
function readiness([facts, dump]: [KdumpFacts, Record<string, unknown> | undefined]): Readiness {
    const { ready, reason } = facts;
    return !ready || dump === undefined
        ? { ready, reason }
        : { ready: dump.ready === true, reason: String(dump.reason) };
}

type Readiness = Pick<KdumpFacts, "ready" | "reason">;

function bootIdOf(rebootOutput: string): string {
    return String(parseStep(rebootOutput).bootId);
}

function vmlinuxOf([wanted, debuginfoOutput, facts]: [boolean | undefined, string, KdumpFacts]): string {
    return wanted ? String(parseStep(debuginfoOutput).vmlinux) : facts.vmlinux;
}

/** Warns at every update of a host that is not ready, and of what else may come in a dump's way. */
function warnOfHost(kdump: Kdump): void {
    kdump.facts.apply((facts) => {
        if (pulumi.runtime.isDryRun()) return;
        const sentences = facts.ready ? [] : [`If this host panics now, no dump is written: ${facts.reason}`];
        for (const each of [...sentences, ...facts.remarks]) void pulumi.log.warn(each, kdump);
    });
}

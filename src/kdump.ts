import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { sayOddities } from "./crashkernel/wanted";
import { DumpReadability } from "./drill/args";
import { DrillSteps, drillSteps, Readability, readabilityOf } from "./drill/steps";
import { clientSteps } from "./dumpServer/client";
import { parseStep } from "./host/answer";
import { installHost, kdumpHost, undo, undoOwner } from "./host/commands";
import { withSecretsMarked } from "./host/connection";
import { KdumpFacts, newer, parseFacts, ServiceFacts } from "./host/facts";
import { hooksOf } from "./host/hooks";
import { orElse, OutputsOf } from "./host/outputs";
import { hostProgram, reportReader } from "./host/program";
import { kdumpHosts, SharedHost } from "./host/sharedHost";
import { copyOf, stepsOf } from "./host/step";
import { debuginfoOptions, sayDebuginfo } from "./kdump/debuginfo";
import { serviceDigest, takenBack } from "./kdump/declaration";
import { disabledFacts, disabledHost } from "./kdump/disabled";
import { foretell } from "./kdump/foretell";
import { reportingSteps } from "./kdump/reporting";
import { kdumpChecks, Wanted, wantedFrom } from "./kdump/wanted";
import { KdumpArgs } from "./kdumpArgs";
import { declaredOnce } from "./look/declaredOnce";
import { Look } from "./look/look";
import { ownerName } from "./look/owner";

const kdumpType = "kdump:index:Kdump";

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
    /** Bytes that the next boot reserves, as the boot loader's default entry says. */
    public readonly nextBootReservation!: pulumi.Output<number>;
    /** Directory in which the vmcore directories appear. */
    public readonly dumpPath!: pulumi.Output<string>;
    /** Bytes that are free in the dump directory. */
    public readonly dumpFreeBytes!: pulumi.Output<number>;
    /** The service that loads the capture kernel. */
    public readonly service!: pulumi.Output<ServiceFacts>;
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
    /**
     * When the host said all this, in ISO 8601, by its own clock. Every look has another, so a stack that exports this shows
     * a changed output each time.
     */
    public readonly lastChecked!: pulumi.Output<string>;
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
        super(kdumpType, name, checks.inputs(inputs), opts);
        checks.report(this);
        if (checks.args.enabled === false) {
            kdumpHosts.withhold(this, disabledHost);
            const outputs = outputsOf(pulumi.output(disabledFacts));
            Object.assign(this, outputs);
            this.registerOutputs(outputs);
            return;
        }
        const host = { ...wanted, connection: declaredOnce(this, name, wanted.connection) };
        const access = { host, hooks: hooksOf(this, name, host) };
        const owner = ownerName(name);
        const look = lookFor(this, name, owner, host);
        const target = { ...access, parent: this, name, note: look.note };
        const step = stepsOf(target);
        const crashkernelText = wanted.crashkernel.apply(({ text }) => text);

        const install = pulumi
            .all([wanted.os, wanted.takeOver])
            .apply(([os, takeOver]) => installHost(hostProgram(), os, { name: owner, takeOver }));
        const program = copyOf(hostProgram(), target, look.copyNote("host", install));
        const installed = step("host", { create: install, delete: undo("install"), after: program });
        const packages = step("packages", {
            create: kdumpHost.packages(),
            delete: wanted.removePackages ? undo("packages") : undefined,
            after: installed,
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
        // Not named after the reboot, which `reboot` may forbid and which is seldom due.
        const reservation = step("reservation", {
            formerly: "reboot",
            create: pulumi
                .all([wanted.reboot, crashkernelText])
                .apply(([policy, value]) => kdumpHost.reboot(policy, value)),
            after: conf,
        });
        const service = step("service", {
            create: serviceDigest(wanted).apply(kdumpHost.service),
            stdin: wanted.revision,
            delete: undo("service"),
            after: reservation,
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
                  stdin: pulumi.interpolate`${wanted.revision}# boot ${reservation.stdout.apply(bootIdOf)}\n`,
                  delete: wanted.removePackages ? undo("debuginfo") : undefined,
                  after: reservation,
                  afterReboot: true,
              })
            : undefined;

        const gasp = wanted.lastGasp
            ? step("gasp", { create: kdumpHost.gasp(), delete: undo("gasp"), after: service })
            : undefined;
        const reporting = wanted.report ? reportingSteps(target, step, look, gasp ?? service) : undefined;

        const owned = step("owner", {
            create: kdumpHost.owner(owner, [
                ...takenBack(wanted),
                ...(gasp ? ["gasp"] : []),
                ...(reporting ? ["reporting"] : []),
            ]),
            delete: undoOwner(owner),
            undoneFirst: true,
            after: [service, debuginfo, gasp, reporting].filter((each) => each !== undefined),
        });

        const atService = service.stdout.apply(parseFacts);
        const facts = orElse(look.seenAfter("service", service.stdout), atService);
        const shared: SharedHost = {
            ...access,
            last: [owned],
            atService,
            // Only a reboot changes what a dump proves, so a preview knows it although the service step runs.
            facts: orElse(look.seenAfter("reservation", reservation.stdout), facts),
            debuginfo: wanted.debuginfo ?? false,
            confLines: wanted.confLines,
        };
        kdumpHosts.share(this, shared);
        const drill = wanted.drill && drillSteps(shared, this, name, wanted.drill, checks);

        const outputs = {
            ...outputsOf(drill ? newer(drill.facts, facts) : facts),
            ...(debuginfo && { vmlinux: vmlinuxOf(look, debuginfo, wanted, facts) }),
            ...(drill && proofOf(look, drill, facts)),
        };
        Object.assign(this, outputs);
        sayOddities(this, wanted.crashkernel, wanted.prediction);
        const steps = {
            host: installed,
            packages,
            crashkernel,
            bootloader,
            conf,
            reservation,
            service,
            debuginfo,
            gasp,
            reporting,
        };
        const foretold = {
            component: this,
            type: kdumpType,
            name,
            wanted,
            given: args.connection,
            look,
            steps,
        };
        this.registerOutputs(foretell(foretold).then(() => outputs));
        if (wanted.debuginfo) sayDebuginfo(this, wanted.debuginfoSource);
        void look.say();
        warnOfHost(this, look);
    }
}

function lookFor(component: Kdump, name: string, owner: string, wanted: Wanted): Look {
    return new Look({
        ...wanted,
        component,
        type: kdumpType,
        name,
        owner,
        host: wanted,
        crashkernel: wanted.crashkernel.apply(({ text }) => text),
        debuginfo: pulumi.output(wanted.debuginfo ?? false),
        gasp: wanted.lastGasp,
        reporting: wanted.report ? reportReader().digest : undefined,
    });
}

function outputsOf(facts: pulumi.Output<KdumpFacts>): OutputsOf<Kdump> {
    return {
        reservationSize: facts.apply(({ crashkernel }) => crashkernel.reservedBytes),
        nextBootReservation: facts.apply(({ nextBoot }) => nextBoot.reservedBytes),
        dumpPath: facts.apply(({ dump }) => dump.path),
        dumpFreeBytes: facts.apply(({ dump }) => dump.freeBytes),
        service: facts.apply(({ service }) => service),
        ready: facts.apply(({ ready }) => ready),
        reason: facts.apply(({ reason }) => reason),
        rebootRequired: facts.apply(({ rebootRequired }) => rebootRequired),
        kernelRelease: facts.apply(({ kernelRelease }) => kernelRelease),
        crashkernel: facts.apply(({ crashkernel }) => crashkernel.commandLine),
        vmlinux: facts.apply(({ vmlinux }) => vmlinux),
        osRelease: facts.apply(({ os }) => os.name),
        readable: pulumi.output(noDrill.readable),
        readableReason: pulumi.output(noDrill.readableReason),
        lastChecked: facts.apply(({ time }) => time),
        facts,
    };
}

/** The command of a step that is there because an Output might have asked for it. */
const nothingToDo = "true";

const noDrill: Readability = {
    readable: DumpReadability.NotChecked,
    readableReason: "No drill is declared on this Kdump.",
};

/** What a drill says: whether its dump can be read, and, where nobody has looked since, what the host was after it. */
function proofOf(
    look: Look,
    { dump }: DrillSteps,
    facts: pulumi.Output<KdumpFacts>,
): Pick<OutputsOf<Kdump>, "ready" | "reason" | "readable" | "readableReason"> {
    const after = pulumi
        .all([facts, dump.stdout.apply(parseStep)])
        .apply(([before, answer]) =>
            before.ready ? { ready: answer.ready === true, reason: String(answer.reason) } : before,
        );
    const { ready, reason } = orElse<Pick<KdumpFacts, "ready" | "reason">>(
        look.seenAfter("dump", dump.stdout),
        after,
    );
    const { readable, readableReason } = dump.stdout.apply(readabilityOf);
    return { ready, reason, readable, readableReason };
}

function bootIdOf(rebootOutput: string): string {
    return String(parseStep(rebootOutput).bootId);
}

function vmlinuxOf(
    look: Look,
    debuginfo: remote.Command,
    wanted: Wanted,
    facts: pulumi.Output<KdumpFacts>,
): pulumi.Output<string> {
    const answered = pulumi
        .all([wanted.debuginfo, debuginfo.stdout, facts])
        .apply(([wants, text, { vmlinux }]) => (wants ? String(parseStep(text).vmlinux) : vmlinux));
    return orElse(
        look.seenAfter("debuginfo", debuginfo.stdout).apply((seen) => seen?.vmlinux),
        answered,
    );
}

/**
 * Warns of a host that is not ready, and of what else may come in a dump's way: at every update, and in a preview that has
 * looked at the host.
 */
function warnOfHost(kdump: Kdump, look: Look): void {
    pulumi.all([kdump.facts, look.status]).apply(([facts, status]) => {
        if (pulumi.runtime.isDryRun() && status === undefined) return;
        const sentences = facts.ready ? [] : [`If this host panics now, no dump is written: ${facts.reason}`];
        for (const each of [...sentences, ...facts.remarks]) void pulumi.log.warn(each, kdump);
    });
}

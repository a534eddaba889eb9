// What is known of an EC2 instance before there is one.
import { Problem } from "../args/problem";
import { exactSize } from "../args/size";
import { predictReservation } from "../crashkernel/predict";
import { DrillTrigger } from "../drill/args";
import { Ec2InstanceType, memoryOf, PlainEc2MachineArgs } from "./ec2MachineArgs";

/** The distribution, as its os-release names it. */
interface Os {
    id?: unknown;
    versionId?: unknown;
}

/** Xen guests have no kdump. (Documentation/virt: a guest's memory is Xen's; what the host program refuses as `xen`) */
export function hypervisorProblems({ instanceType, hypervisor }: Ec2InstanceType): Problem[] {
    if (hypervisor !== "xen") return [];
    return [
        {
            propertyPath: "machine.type",
            reason: `${instanceType} is a Xen guest, in which kdump does not work. Choose a type whose hypervisor is nitro, such as t3 or m7i.`,
        },
    ];
}

/** A1 is the first Graviton, an ARMv8.0. (Amazon Linux 2023 User Guide, "AL2023 system requirements") */
export function a1Problems({ instanceType }: Ec2InstanceType, os: Os | undefined): Problem[] {
    if (!instanceType.startsWith("a1.") || os?.id !== "amzn" || os.versionId !== "2023") return [];
    return [
        {
            propertyPath: "machine.type",
            reason: `${instanceType} does not run Amazon Linux 2023, which needs Graviton2 or later. Choose a type such as t4g or m7g, or another distribution.`,
        },
    ];
}

/** irqpoll hangs the capture kernel on Graviton. (kdump-utils, commit d593bfa; coreos/fedora-coreos-tracker 1187) */
export function irqpollProblems(type: Ec2InstanceType, captureCommandLine: unknown): Problem[] {
    if (!isGraviton(type) || typeof captureCommandLine !== "string") return [];
    if (!captureCommandLine.split(/\s+/).includes("irqpoll")) return [];
    return [
        {
            propertyPath: "args.conf.captureCommandLine",
            reason: `"irqpoll" hangs the capture kernel on Graviton, which ${type.instanceType} has. Leave it out.`,
        },
    ];
}

/** Only Intel and AMD get the NMI. (EC2 API Reference, SendDiagnosticInterrupt) */
export function interruptProblems(type: Ec2InstanceType, trigger: unknown): Problem[] {
    if (!isGraviton(type) || trigger !== DrillTrigger.Nmi) return [];
    return [
        {
            propertyPath: "args.drill.trigger",
            reason: `EC2's diagnostic interrupt does not reach Graviton, which ${type.instanceType} has. Leave the trigger out for sysrq.`,
        },
    ];
}

function isGraviton({ supportedArchitectures }: Ec2InstanceType): boolean {
    return supportedArchitectures.includes("arm64");
}

/**
 * A VM sees a little less memory than it is sold with, and kernels before 6.0 compare that with a range as it is: a range
 * that begins at the size of the type does not hold it. (kernel/crash_core.c of 5.15; crash_reserve.c of 6.0 rounds up)
 */
export function boundaryCaution(type: Ec2InstanceType, crashkernel: unknown): string | undefined {
    if (typeof crashkernel !== "string" || !crashkernel.includes(":")) return undefined;
    const memory = memoryOf(type);
    const today = predictReservation(crashkernel, memory, { arch: "x86_64" }).bytes;
    const before = predictReservation(crashkernel, memory - 1, { arch: "x86_64", kernelRelease: "5.15.0" });
    if (today === before.bytes) return undefined;
    return (
        `crashkernel=${crashkernel} has a range that begins at ${exactSize(memory)}, which is what ${type.instanceType} is sold ` +
        `with. Kernels before 6.0 see less, and reserve ${before.bytes === 0 ? "nothing" : exactSize(before.bytes)}; ` +
        "begin the range 128 MiB lower."
    );
}

/**
 * A dump without what makedumpfile leaves out is far smaller than memory, yet none is sure to be smaller, which is why kdump
 * itself warns of less room than there is memory. (kdump-utils, mkdumprd, `check_size`)
 */
export function roomCaution({ type, rootVolumeSize }: PlainEc2MachineArgs): string | undefined {
    const memory = memoryOf(type);
    if (rootVolumeSize === undefined || rootVolumeSize * gibibyte > memory) return undefined;
    return (
        `${type.instanceType} has ${exactSize(memory)} of memory, and a root volume of ${rootVolumeSize} GiB: a dump may not ` +
        "fit. Make the volume larger than the memory, or let dumps leave the host as they are written (conf.target, dumpServer)."
    );
}

const gibibyte = 2 ** 30;

import * as pulumi from "@pulumi/pulumi";

import { Checks } from "../args/checks";
import { formatSize } from "../args/size";
import { KdumpConfArgs } from "../conf/kdumpConf";
import { DrillTrigger } from "../drill/args";
import { DumpServer } from "../dumpServer";
import { OsArgs } from "../kdumpArgs";
import { Ec2MachineArgs, machineKind, memoryOf } from "./ec2MachineArgs";
import {
    a1Problems,
    boundaryCaution,
    hypervisorProblems,
    interruptProblems,
    irqpollProblems,
    roomCaution,
} from "./rules";

/** What of the arguments the machine decides about: those of a Kdump, of `userData` or of `bootScript`. */
export interface OnEc2Args {
    /**
     * The memory that is to be reserved. The preview warns of a range that begins at what the type is sold with.
     *
     * @default - nothing is said of it
     */
    crashkernel?: pulumi.Input<string>;
    /**
     * The distribution. Not every one knows every type.
     *
     * @default - nothing is said of it
     */
    os?: pulumi.Input<OsArgs>;
    /**
     * The dump configuration. Not every type takes every `captureCommandLine`, and without a `target` the root volume has to
     * hold the dump.
     *
     * @default - the distribution's own
     */
    conf?: pulumi.Input<KdumpConfArgs>;
    /**
     * The DumpServer that takes the dump in, so that the root volume need not hold it.
     *
     * @default - dumps go where `conf` says
     */
    dumpServer?: DumpServer;
    /**
     * How the host will be crashed on purpose.
     *
     * @default - it is not
     */
    drill?: OnEc2Drill;
}

/** What of a drill the machine decides about. */
export interface OnEc2Drill {
    /**
     * How the host is crashed. Not every type has EC2's diagnostic interrupt.
     *
     * @default DrillTrigger.Sysrq
     */
    trigger?: pulumi.Input<DrillTrigger>;
}

/** What is known of the machine. */
export interface OnEc2Result {
    /** The type's memory, such as `2048M`: the `memory` of a Kdump. */
    memory: pulumi.Output<string>;
}

/**
 * Holds the arguments of a Kdump, of `userData` or of `bootScript` against the EC2 instance that they are for, in the preview,
 * and adds its `memory`, with which the preview holds `crashkernel` against it.
 *
 * Refused are instance types that are Xen guests, A1 with Amazon Linux 2023, `irqpoll` on Graviton, and a drill by EC2's
 * diagnostic interrupt on Graviton. The preview warns of a range that begins at what the type is sold with, and of a root
 * volume that is not larger than the memory.
 *
 * @param machine the instance type, as EC2 describes it, and the size of the root volume
 * @param args the arguments
 * @returns the arguments, with `memory`
 * @throws pulumi.InputPropertiesError where something is wrong, outside of a stack's program; in one it is a diagnostic, and
 * the run fails
 */
export function onEc2<Args extends OnEc2Args>(machine: Ec2MachineArgs, args: Args): Args & OnEc2Result {
    const checks = new Checks<{ machine: Ec2MachineArgs }>(
        "kdump:index:onEc2",
        "",
        { machine },
        { machine: machineKind },
    );
    const whole = checks.argument("machine");
    const known = checks.check(whole, ({ type }) => hypervisorProblems(type));
    // Each by itself, because a preview may know one and not the other.
    checks.check({ machine: known, os: args.os }, ({ machine: { type }, os }) => a1Problems(type, os));
    checks.check({ machine: known, conf: args.conf }, ({ machine: { type }, conf }) =>
        irqpollProblems(type, conf?.captureCommandLine),
    );
    checks.check({ machine: known, trigger: args.drill?.trigger }, ({ machine: { type }, trigger }) =>
        interruptProblems(type, trigger),
    );
    checks.inputs(() => ({}));
    checks.report();
    warn({ machine: known, crashkernel: args.crashkernel }, ({ machine: { type }, crashkernel }) =>
        boundaryCaution(type, crashkernel),
    );
    if (args.dumpServer === undefined)
        warn({ machine: known, conf: args.conf }, ({ machine: plain, conf }) =>
            conf?.target === undefined ? roomCaution(plain) : undefined,
        );
    return { ...args, memory: known.apply(({ type }) => formatSize(memoryOf(type))) };
}

function warn<T>(value: T, caution: (value: pulumi.Unwrap<T>) => string | undefined): void {
    pulumi.output(value).apply((known) => {
        const sentence = caution(known);
        if (sentence !== undefined) void pulumi.log.warn(sentence);
    });
}

import * as pulumi from "@pulumi/pulumi";

import { group, Kind, number, Properties } from "../args/kinds";
import { isLate } from "../args/late";

/** What EC2 says of an instance type: the answer of `aws.ec2.getInstanceType`, of which only this is read. */
export interface Ec2InstanceType {
    /** Its name, such as `t3.small`. */
    instanceType: string;
    /** `nitro` or `xen`; empty for bare metal. */
    hypervisor: string;
    /** Memory, in MiB. */
    memorySize: number;
    /** Such as `x86_64` or `arm64`. */
    supportedArchitectures: string[];
}

/** A type's memory, in bytes. */
export function memoryOf({ memorySize }: Ec2InstanceType): number {
    return memorySize * 2 ** 20;
}

/** The machine that an EC2 instance will be. */
export interface Ec2MachineArgs {
    /** The answer of `aws.ec2.getInstanceType`. EC2 is asked in each preview, so that new types are known too. */
    type: pulumi.Input<Ec2InstanceType>;
    /**
     * The size of the root volume, in GiB. With it the preview warns where a dump may not fit.
     *
     * @default - the preview does not say whether a dump fits
     */
    rootVolumeSize?: pulumi.Input<number>;
}

export type PlainEc2MachineArgs = pulumi.Unwrap<Ec2MachineArgs>;

/** An answer has many more properties. */
const instanceType: Kind<Ec2InstanceType> = {
    problems: (value, propertyPath) =>
        value === undefined || isLate(value) || isInstanceType(value)
            ? []
            : [
                  {
                      propertyPath,
                      reason: "This is no instance type; give the answer of aws.ec2.getInstanceType.",
                  },
              ],
};

function isInstanceType(value: unknown): value is Ec2InstanceType {
    if (typeof value !== "object" || value === null) return false;
    const { instanceType: name, hypervisor, memorySize, supportedArchitectures } = value as Ec2InstanceType;
    return (
        typeof name === "string" &&
        typeof hypervisor === "string" &&
        Number.isSafeInteger(memorySize) &&
        memorySize > 0 &&
        Array.isArray(supportedArchitectures)
    );
}

const properties: Properties<Ec2MachineArgs> = { type: instanceType, rootVolumeSize: number };

export const machineKind = group<Ec2MachineArgs>(properties, {
    type: "It is missing; give the answer of aws.ec2.getInstanceType.",
});

import * as pulumi from "@pulumi/pulumi";

import { installHost, kdumpHost } from "../host/commands";
import { hostProgram } from "../host/program";
import { debuginfoOptions } from "../kdump/debuginfo";
import { Declaration, serviceDigest, takenBack } from "../kdump/declaration";

/** A step of the first boot: the same command as a Kdump's. */
export interface BornStep {
    name: string;
    command: string;
}

/**
 * Every step that makes a host what is declared, in order.
 *
 * @param name of the Kdump that the host will belong to, as hosts know it
 */
export function bornSteps(declaration: Declaration, name: string | undefined): pulumi.Output<BornStep[]> {
    const { crashkernel, os, confLines, reboot, debuginfo, debuginfoSource } = declaration;
    return pulumi
        .all([
            crashkernel.apply(({ text }) => text),
            os,
            confLines,
            reboot,
            debuginfo ?? pulumi.output(false),
            debuginfoSource,
            serviceDigest(declaration),
        ])
        .apply(([value, release, lines, policy, wantsDebuginfo, source, digest]) => {
            const step = (stepName: string, command: string): BornStep => ({ name: stepName, command });
            return [
                step(
                    "install",
                    installHost(hostProgram(), release, name === undefined ? undefined : { name }),
                ),
                step("packages", kdumpHost.packages()),
                step("crashkernel", kdumpHost.crashkernel(value)),
                step("bootloader", kdumpHost.bootloader(value)),
                step("conf", kdumpHost.conf(lines)),
                step("reboot", kdumpHost.reboot(policy, value)),
                step("service", kdumpHost.service(digest)),
                ...(wantsDebuginfo ? [step("debuginfo", kdumpHost.debuginfo(debuginfoOptions(source)))] : []),
                ...(name === undefined ? [] : [step("owner", kdumpHost.owner(name, takenBack(declaration)))]),
            ];
        });
}

import * as pulumi from "@pulumi/pulumi";

import { Checks } from "../args/checks";
import { declarationFrom } from "../kdump/declaration";
import { RebootPolicy } from "../kdumpArgs";
import { ownerName } from "../look/owner";
import { BootScriptArgs, bootScriptProperties } from "./args";
import { firstBootScript } from "./script";
import { BornStep, bornSteps } from "./steps";

/**
 * A shell script that makes a host ready for kdump without ssh: for image builders, and for `%post` of kickstart and preseed.
 *
 * On a host that is running it begins in the background, waits for cloud-init where that is at work, and reboots the host
 * once if `reboot` allows it. In the root of an image, a chroot, it installs the packages, and leaves the rest to the first
 * boot. Run as root, as a file or as a `%post` of its own; it may run again.
 *
 * @param args what the host is to be, as for a Kdump; and `owner`, the Kdump that it will belong to
 * @returns the script, with the host program in it: about 130 kB
 * @throws pulumi.InputPropertiesError with every mistake in the arguments, outside of a stack's program; in one they are
 * diagnostics, and the run fails
 */
export function bootScript(args: BootScriptArgs = {}): pulumi.Output<string> {
    const checks = new Checks<BootScriptArgs>("kdump:index:bootScript", "", args, bootScriptProperties);
    const steps = stepsFrom(checks);
    checks.inputs(() => ({}));
    checks.report();
    return checks.behind(steps).apply((known) => firstBootScript(known, "along"));
}

/** The steps that the arguments ask for. */
export function stepsFrom(
    checks: Pick<Checks<BootScriptArgs>, "args" | "argument" | "check" | "read" | "refuses">,
): pulumi.Output<BornStep[]> {
    const { owner, ownerStack } = checks.args;
    const name =
        owner === undefined || checks.refuses("ownerStack") ? undefined : ownerName(owner, ownerStack);
    return bornSteps(declarationFrom(checks, RebootPolicy.WhenRequired), name);
}

import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { kdumpHost, undo } from "../host/commands";
import { reportReader } from "../host/program";
import { copyOf, StepFactory, Target } from "../host/step";
import { Look } from "../look/look";

/**
 * The steps by which a host writes a report beside every dump: the reader is copied there, and put in place.
 *
 * @param after the step before
 */
export function reportingSteps(
    target: Target,
    step: StepFactory,
    look: Look,
    after: pulumi.Resource,
): remote.Command {
    const create = kdumpHost.reporting(reportReader());
    const reader = copyOf(reportReader(), target, look.copyNote("reporting", create), "reader");
    return step("reporting", { create, delete: undo("reporting"), after: [reader, after] });
}

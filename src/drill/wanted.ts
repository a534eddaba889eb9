import * as pulumi from "@pulumi/pulumi";

import { isLate, numberOr } from "../args/late";
import { defaultDrillTimeout, DrillArgs, DrillTrigger, PlainDrillArgs } from "./args";

/** A drill as it is wanted: every value checked, every default filled in. */
export interface WantedDrill {
    trigger: pulumi.Output<DrillTrigger>;
    everyDays: pulumi.Output<number | undefined>;
    /** Whether it may be due by the calendar, which is known when the program runs. */
    repeated: boolean;
    /** Seconds; a number where it is known when the program runs. */
    timeout: pulumi.Input<number>;
    allowUnreadable: pulumi.Output<boolean | undefined>;
    consoleLog: pulumi.Output<string | undefined>;
}

/**
 * @param given the arguments as the program gave them
 * @param checked the same, checked
 */
export function wantedDrill(
    given: pulumi.Input<Partial<DrillArgs>>,
    checked: pulumi.Output<PlainDrillArgs>,
): WantedDrill {
    const now = isLate(given) ? undefined : (given as Partial<DrillArgs>);
    const timeout = checked.apply((all) => all.timeout ?? defaultDrillTimeout);
    return {
        trigger: checked.apply((all) => all.trigger ?? DrillTrigger.Sysrq),
        everyDays: checked.apply((all) => all.everyDays),
        repeated: now === undefined || now.everyDays !== undefined,
        timeout: now === undefined ? timeout : numberOr(now.timeout ?? defaultDrillTimeout, timeout),
        allowUnreadable: checked.apply((all) => all.allowUnreadable),
        consoleLog: checked.apply((all) => all.consoleLog),
    };
}

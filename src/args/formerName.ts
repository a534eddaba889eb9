import { Kind } from "./kinds";

/** The kind of a property that has another name now: what is left under this one by `renamed` is refused. */
export function formerName(now: string): Kind<never> {
    return {
        problems: (value, propertyPath) =>
            value === undefined
                ? []
                : [{ propertyPath, reason: `${now} is the same, and is given too; leave this one out.` }],
    };
}

/**
 * Arguments with today's name for each that was given by a former one, which one release takes still.
 *
 * @param former today's name of each former one
 */
export function renamed<Args>(args: Args, former: { readonly [name: string]: string }): Args {
    if (typeof args !== "object" || args === null) return args;
    const given = args as Record<string, unknown>;
    const entries = Object.entries(given).map(([name, value]) => {
        const now = Object.hasOwn(former, name) ? former[name] : undefined;
        return [now !== undefined && given[now] === undefined ? now : name, value] as const;
    });
    return Object.fromEntries(entries) as Args;
}

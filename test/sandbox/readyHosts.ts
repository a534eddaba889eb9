import { ok, steps } from "./lifecycle";
import { shells, ThrowawayRoot } from "./throwawayRoot";

/** To be called within a suite: makes hosts that are ready for kdump, each a copy of the first. */
export function readyHosts(): () => ThrowawayRoot {
    let first: ThrowawayRoot | undefined;
    after(() => first?.remove());
    return () => {
        if (first === undefined) {
            first = new ThrowawayRoot(shells.dash, { installed: true });
            first.set("reboots");
            first.install();
            for (const step of steps("192M", ["path /var/crash"]).slice(1, 6)) {
                ok(first.run(...step), step[0]);
            }
            first.record();
        }
        return first.copy();
    };
}

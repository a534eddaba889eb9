import * as assert from "node:assert/strict";

import { ok, steps } from "./lifecycle";
import { shells, ThrowawayRoot } from "./throwawayRoot";

/**
 * Makes hosts that are ready for a dump: copies of one that was made so, for each shell.
 *
 * @param prepare what else the first of each shell has
 */
export function readyHosts(
    prepare: (host: ThrowawayRoot) => void = () => undefined,
): (shell?: string[]) => ThrowawayRoot {
    const templates = new Map<string[], ThrowawayRoot>();
    after(() => templates.forEach((template) => template.remove()));
    return (shell = shells.dash) => {
        let template = templates.get(shell);
        if (template === undefined) {
            template = new ThrowawayRoot(shell, { installed: true });
            templates.set(shell, template);
            template.set("reboots");
            ok(template.install(), "install");
            for (const step of steps("192M", ["path /var/crash"]).slice(0, 6)) {
                ok(template.run(...step), step[0]);
            }
            assert.equal(template.run("status").json.ready, true);
            prepare(template);
            template.record();
        }
        return template.copy();
    };
}

import * as assert from "node:assert/strict";

import { RootOptions, Run, shells, ThrowawayRoot } from "./throwawayRoot";

/** The last line of stderr is the error, and stdout is empty. */
export function fails(run: Run, code: string, ...parts: (string | RegExp)[]): void {
    assert.equal(run.status, 1, run.stdout + run.stderr);
    assert.equal(run.stdout, "");
    const last = run.stderr.trimEnd().split("\n").pop() ?? "";
    assert.ok(last.startsWith(`error [${code}]: `), run.stderr);
    for (const part of parts) {
        assert.ok(
            typeof part === "string" ? last.includes(part) : part.test(last),
            `${String(part)} in: ${last}`,
        );
    }
}

/** A run that fails so, and changed nothing; what the program remembers for undo is no part of what it does to a host. */
export function failsUntouched(
    host: ThrowawayRoot,
    run: () => Run,
    code: string,
    ...parts: (string | RegExp)[]
): void {
    const before = host.tree("var/lib/pulumi-kdump");
    fails(run(), code, ...parts);
    assert.deepEqual(host.tree("var/lib/pulumi-kdump"), before);
}

/** The host of the test that runs, for a `describe` about refusals. */
export class Refusals {
    host = undefined as unknown as ThrowawayRoot;
    private readonly templates = new Map<string, ThrowawayRoot>();

    /** Called inside a `describe`: each test's host is removed after it. */
    constructor() {
        afterEach(() => this.host.remove());
        after(() => this.templates.forEach((template) => template.remove()));
    }

    /** A host with the program and the packages, copied from the first of its kind. */
    prepared(options: RootOptions = {}): void {
        const kind = JSON.stringify(options);
        let template = this.templates.get(kind);
        if (template === undefined) {
            template = new ThrowawayRoot(shells.dash, { installed: true, ...options });
            this.templates.set(kind, template);
            assert.equal(template.install().status, 0);
            assert.equal(template.run("conf").status, 0);
            template.record();
        }
        this.host = template.copy();
    }

    /** Nothing changed by the run; and after the cause is gone, the next run completes. */
    refused(run: () => Run, code: string, parts: (string | RegExp)[], mend?: () => void): void {
        failsUntouched(this.host, run, code, ...parts);
        if (mend !== undefined) {
            mend();
            const next = run();
            assert.equal(next.status, 0, next.stderr);
        }
    }
}

import * as assert from "node:assert/strict";

import { releases } from "./releases";
import { SimulatedHost } from "./simulatedHost";

/** Does something on a new host of this release, which has the program, and removes the host. */
export async function on(name: string, work: (host: SimulatedHost) => Promise<void>): Promise<void> {
    const release = releases.find((one) => one.name === name);
    assert.ok(release, `${name} is not among the releases.`);
    const host = await SimulatedHost.start(release);
    try {
        const { status, stderr } = await host.install();
        assert.equal(status, 0, stderr);
        await work(host);
    } finally {
        host.remove();
    }
}

/** Runs steps that all have to succeed. */
export async function steps(host: SimulatedHost, ...all: string[][]): Promise<void> {
    for (const step of all) {
        const { status, stderr } = await host.step(...step);
        assert.equal(status, 0, `${step.join(" ")}: ${stderr}`);
    }
}

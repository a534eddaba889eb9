import * as assert from "node:assert/strict";

import { releases } from "./releases";
import { SimulatedHost } from "./simulatedHost";

/** The steps that make a host ready, as far as the boot loader and to the end. */
export const boot = [["packages"], ["crashkernel", "192M"], ["bootloader", "192M"]];
export const ready = [
    ...boot,
    ["conf", "path /var/crash"],
    ["reboot", "when-required", "192M"],
    ["service", "digest"],
];

/**
 * Simulated hosts are root's.
 *
 * @param command what is asked for
 * @throws Error for anybody else
 */
export function mustBeRoot(command: string): void {
    if (process.getuid?.() === 0) return;
    throw new Error(
        `Simulated hosts need mounts of their own, which only root may make. Run: sudo ${command}`,
    );
}

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

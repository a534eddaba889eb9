// The real apt, dnf and zypper are killed while they install, alone or with the step that waits for them, on simulated hosts:
// the next run completes the installation, and what is taken back is all that came.
import * as assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { descendants, kill, nameOf } from "../../tools/dev/processes";
import { mustBeRoot, on, ready, steps } from "../simulated/onHost";
import type { SimulatedHost } from "../simulated/simulatedHost";
import { Ledger } from "./ledger";

/** Points in time of an installation at which it is killed. */
const points = 6;

const managers: Record<string, RegExp> = {
    "Debian 12": /^(apt-get|dpkg)$/,
    "Rocky Linux 8": /^(dnf|dnf-3|rpm)$/,
    "SLES 15": /^(zypper|rpm)$/,
};

const undoing = ["service", "conf", "crashkernel", "packages"].map((step) => ["undo", step]);

describe("a package manager that is killed", function () {
    this.timeout(1_800_000);
    const ledger = new Ledger("packageManager");

    before(() => mustBeRoot("npm run test:faults"));

    for (const [release, manager] of Object.entries(managers)) {
        it(`is completed by the next run: ${release}`, async () => {
            const whole = await seconds(release, manager);
            const wrong: string[] = [];
            let killed = 0;
            for (const alone of [true, false]) {
                for (let point = 1; point <= points; point++) {
                    const after = (whole * point) / (points + 1);
                    const what = `${alone ? "alone" : "with the step"} after ${after.toFixed(1)} s`;
                    await on(release, async (host) => {
                        const before = await packages(host);
                        if (!(await killedAfter(host, manager, after, alone))) return;
                        killed++;
                        await isWhole(host, before).catch((error: Error) =>
                            wrong.push(`${what}: ${error.message}`),
                        );
                    });
                }
            }
            ledger.add(release, "package manager killed", killed, wrong.length);
            assert.deepEqual(wrong, []);
            assert.ok(killed >= points, `only ${killed} were killed in time`);
        });
    }

    /** How long the package managers of an installation run, from their first process on. */
    async function seconds(release: string, manager: RegExp): Promise<number> {
        let began = 0;
        await on(release, async (host) => {
            const installed = host.step("packages");
            await appears(manager);
            began = Date.now();
            assert.equal((await installed).status, 0);
            began = Date.now() - began;
        });
        return began / 1000;
    }
});

/** Starts the installation, and kills it that long after its package manager has begun; false where it had ended by then. */
async function killedAfter(
    host: SimulatedHost,
    manager: RegExp,
    after: number,
    alone: boolean,
): Promise<boolean> {
    let ended = false;
    const installation = host.step("packages").finally(() => (ended = true));
    await appears(manager);
    await sleep(after * 1000);
    const found = alone ? running(manager) : running(/^unshare$/);
    if (ended || found.length === 0) {
        await installation;
        return false;
    }
    found.forEach(kill);
    await installation;
    return true;
}

/** The next run completes it, the host becomes ready, and is given back with the packages that it had. */
async function isWhole(host: SimulatedHost, before: string): Promise<void> {
    await steps(host, ["packages"]);
    const audit = await host.run("sh", "-c", "[ ! -e /var/lib/dpkg/status ] || dpkg --audit");
    assert.equal(audit.stdout, "");
    await steps(host, ...ready);
    const { json } = await host.step("status");
    assert.equal(json.ready, true, json.reason);
    await steps(host, ...undoing);
    assert.equal(await packages(host), before);
}

async function packages(host: SimulatedHost): Promise<string> {
    const list =
        "if [ -e /var/lib/dpkg/status ]; then dpkg-query -W -f '${Package} ${Status}\\n'; else rpm -qa; fi";
    const { status, stdout, stderr } = await host.run("sh", "-c", `${list} | sort`);
    assert.equal(status, 0, stderr);
    return stdout;
}

async function appears(manager: RegExp): Promise<void> {
    while (running(manager).length === 0) await sleep(20);
}

/** Our own processes of this name. */
function running(name: RegExp): number[] {
    return descendants(process.pid).filter((pid) => name.test(nameOf(pid)));
}

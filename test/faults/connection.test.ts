// The connection is cut at any byte of a command: of what goes to the host, and of what comes from it.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { exec } from "../../tools/dev/exec";
import { descendants } from "../../tools/dev/processes";
import { TestHost } from "../engine/host";
import { ok } from "../sandbox/lifecycle";
import { until } from "../sandbox/throwawayRoot";
import { CuttingProxy, Way } from "../support/cuttingProxy";
import { Ledger } from "./ledger";

const steps = [
    ["crashkernel", "256M"],
    ["bootloader", "256M"],
    ["conf", "path /srv/dumps", "keep 2"],
];
const undos = [
    ["undo", "conf"],
    ["undo", "crashkernel"],
];

/** At how many bytes each way. */
const points = 60;

describe("a command whose connection is cut", function () {
    this.timeout(600_000);
    const ledger = new Ledger("connection");
    let host: TestHost;
    let proxy: CuttingProxy;
    let key: string;
    let bare: object;
    let done: object;
    const bytes = { "to the server": 0, "from the server": 0 };

    before(async () => {
        host = await TestHost.start({ installed: true });
        proxy = await CuttingProxy.to(host.sshd.connection.port);
        key = path.join(host.root.base, "key");
        fs.writeFileSync(key, host.sshd.connection.privateKey, { mode: 0o600 });
        ok(host.root.install(), "install");
        steps.forEach((step) => ok(host.root.run(...step), step[0]));
        undos.forEach((step) => ok(host.root.run(...step), step.join(" ")));
        bare = tree();
        proxy.heal();
        assert.equal(await overSsh(), 0);
        [bytes["to the server"], bytes["from the server"]] = [proxy.sent, proxy.received];
        done = tree();
        undos.forEach((step) => ok(host.root.run(...step), step.join(" ")));
        assert.deepEqual(tree(), bare);
    });
    after(async () => {
        proxy?.close();
        await host?.stop();
    });

    const tree = () => {
        const found = host.root.tree();
        delete found["var/lib/pulumi-kdump/conf-changed"];
        return found;
    };

    /** All steps as one command of an ssh client. What is left running on the host has ended, too, when it returns. */
    async function overSsh(): Promise<number> {
        const options = ["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
        const command = steps
            .map((step) => `kdump-host ${step.map((word) => `'${word}'`).join(" ")}`)
            .join(" && ");
        const { code } = await exec("ssh", [
            ...[
                "-q",
                "-F",
                "/dev/null",
                "-i",
                key,
                "-p",
                String(proxy.port),
                "-l",
                host.sshd.connection.user,
            ],
            ...options.flatMap((option) => ["-o", option]),
            "127.0.0.1",
            command,
        ]);
        const listener = host.sshd.pid;
        assert.ok(listener !== undefined);
        await until(() => descendants(listener).length === 0, "the end of what the session has started");
        return code;
    }

    for (const way of ["to the server", "from the server"] as Way[]) {
        it(`is completed by the next run, wherever it was cut ${way}`, async () => {
            const wrong: string[] = [];
            for (let point = 1; point <= points; point++) {
                const limit = Math.max(1, Math.floor((bytes[way] * point) / (points + 1)));
                const reached = proxy.restrict(limit, "cut", way);
                await overSsh();
                await reached;
                proxy.heal();
                for (const step of steps) {
                    const run = host.root.run(...step);
                    if (run.status !== 0) wrong.push(`byte ${limit}, ${step[0]}: ${run.stderr}`);
                }
                try {
                    assert.deepEqual(tree(), done);
                } catch (error) {
                    wrong.push(`byte ${limit}: ${(error as Error).message}`);
                }
                undos.forEach((step) => ok(host.root.run(...step), step.join(" ")));
                assert.deepEqual(tree(), bare, `byte ${limit}`);
            }
            ledger.add("the connection", `cut at a byte ${way}`, points, wrong.length);
            assert.deepEqual(wrong, []);
        });
    }
});

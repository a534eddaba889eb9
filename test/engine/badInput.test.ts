// What goes wrong, seen through the real engine: each ends in a sentence that names the property or the host, says
// what was found and what to do; and once the cause is gone, the next update completes.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { freePort } from "../../tools/dev/ports";
import { getToolchain, Toolchain } from "../../tools/pulumi/toolchain";
import { KdumpStack } from "../support/kdumpStack";
import { keyPair } from "../support/keyPair";
import { silentServer } from "../support/ports";
import { TestHost } from "./host";

describe("bad input under the real engine", function () {
    this.timeout(120_000);

    let toolchain: Toolchain;
    let host: TestHost;
    let stack: KdumpStack;

    before(async () => {
        toolchain = await getToolchain(() => undefined);
        host = await TestHost.start();
        stack = await KdumpStack.create(toolchain);
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    /** Updates with these arguments and returns what a person reads of the failure. */
    async function failure(args: object): Promise<string> {
        stack.declare(args);
        const result = await stack.up();
        assert.notEqual(result.code, 0, "the update succeeded");
        return result.stdout + result.stderr;
    }

    it("names every wrong property at once, before anything is made", async () => {
        stack.declare({
            connection: { privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----" },
            crashkernel: "192M'; rm -rf /",
            conf: { path: "var/my crash" },
        });
        const result = await stack.preview();
        assert.notEqual(result.code, 0);
        const text = result.stdout + result.stderr;
        assert.match(text, /kdump:index:Kdump \(web\):\n {4}error: Invalid arguments in index\.ts:7:13:\n/);
        assert.match(text, /- connection\.host: No host is given; set it to the VM's name or address\./);
        assert.match(
            text,
            /- crashkernel: "192M'; rm -rf \/" is not managed, because at column 4 "M';" after "192" is not a unit; the kernel would reserve nothing\. Allowed are/,
        );
        assert.match(text, /- conf\.path: "var\/my crash" is not an absolute path; begin it with "\/"/);
        assert.doesNotMatch(text, /\n\s+at /, "no stack trace for a person's mistake");
    });

    it("says that a port refuses", async () => {
        const port = await freePort();
        assert.match(
            await failure({ connection: host.connection({ port }) }),
            new RegExp(
                `The host cannot be reached: 127\\.0\\.0\\.1:${port} was tried for \\d+ s \\(2 attempts\\); ` +
                    "last seen: connection refused\\. Check connection\\.host",
            ),
        );
    });

    it("does not wait for ever for an sshd that accepts and never answers", async () => {
        const silent = await silentServer();
        try {
            const text = await failure({
                connection: host.connection({ port: silent.port, perDialTimeout: 1 }),
            });
            assert.match(text, /it accepts connections, but sends no ssh greeting within 1 s/);
        } finally {
            silent.close();
        }
    });

    it("explains a wrong key", async () => {
        const privateKey = keyPair().private;
        const logins = host.sshd.logins();
        const text = await failure({ connection: host.connection({ privateKey, dialErrorLimit: 30 }) });
        assert.match(
            text,
            /@127\.0\.0\.1:\d+: the host answers, but does not let this user in.*authorized_keys/,
        );
        assert.equal(host.sshd.logins(), logins + 2);
    });

    it("explains a wrong host key", async () => {
        const hostKey = keyPair().public;
        const logins = host.sshd.logins();
        const text = await failure({ connection: host.connection({ hostKey, dialErrorLimit: 30 }) });
        assert.equal(host.sshd.logins(), logins, "nobody logs in to another host");
        assert.match(
            text,
            /@127\.0\.0\.1:\d+: what answers there has another host key than connection\.hostKey/,
        );
    });

    const onTheHost: [string, () => void, () => void, object, RegExp][] = [
        [
            "an unknown distribution",
            () =>
                host.root.write(
                    "etc/os-release",
                    'PRETTY_NAME="Slackware 15.0"\nID=slackware\nVERSION_ID=15.0\n',
                ),
            () => host.root.write("etc/os-release", osRelease),
            {},
            /error \[[a-z-]+\]: .*Slackware 15\.0.*Debian 11 to 13/i,
        ],
        [
            "a container",
            () => host.root.write("run/systemd/container", "lxc\n"),
            () => fs.rmSync(path.join(host.root.root, "run/systemd/container")),
            {},
            /error \[container\]: This is a container/,
        ],
        [
            "a dump path that is a file",
            () => host.root.write("srv/dumps", "a file\n"),
            () => fs.rmSync(path.join(host.root.root, "srv/dumps")),
            { conf: { path: "/srv/dumps" } },
            /error \[[a-z-]+\]: .*\/srv\/dumps is there, and is not a directory/,
        ],
    ];
    let osRelease = "";
    before(() => (osRelease = host.root.read("etc/os-release")));

    const wanted = () => ({ connection: host.connection(), crashkernel: "192M", reboot: "when-required" });

    for (const [what, cause, cure, changes, sentence] of onTheHost) {
        it(`refuses ${what}`, async () => {
            cause();
            try {
                assert.match(await failure({ ...wanted(), ...changes }), sentence);
            } finally {
                cure();
            }
        });
    }

    it("completes by `pulumi up` once the causes are gone", async () => {
        stack.declare({ ...wanted(), conf: { path: "/srv/dumps" } });
        const result = await stack.up();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.equal((await stack.outputs()).ready, true);
        assert.equal((await stack.outputs()).dumpPath, "/srv/dumps");
    });

    it("says that a host did not come back from its reboot, how long was waited and what was last seen", async () => {
        const args = {
            connection: host.connection(),
            crashkernel: "256M",
            reboot: "when-required",
            rebootTimeout: 3,
        };
        stack.declare(args);
        // The reboot takes the server down, as a host that never comes up again.
        host.root.set("on-boot", `kill ${host.sshd.pid}\n`);
        const text = await failure(args);
        assert.match(
            text,
            /The host did not come back after its reboot within 3 s \(rebootTimeout\): 127\.0\.0\.1:\d+ was tried for \d s/,
        );
        assert.match(text, /last seen: connection refused\. Look at its console/);
        host.root.unset("on-boot");
        await host.sshd.start();
        const result = await stack.up();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.equal((await stack.outputs()).ready, true);
    });
});

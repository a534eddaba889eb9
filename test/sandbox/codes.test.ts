import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { fails, Refusals } from "./refusals";
import { ServerRoot } from "./serverRoot";

/** Error codes of failures that no other test comes across; test/unit/data.test.ts asks for one of each. */
describe("failures of", function () {
    this.timeout(30000);

    /** A program of that name comes before the machine's own. */
    function put(host: { base: string; env: Record<string, string> }, name: string, script: string): void {
        const front = path.join(host.base, "front");
        fs.mkdirSync(front, { recursive: true });
        fs.writeFileSync(path.join(front, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        if (!host.env.PATH.startsWith(front)) host.env.PATH = `${front}:${host.env.PATH}`;
    }

    describe("a host:", () => {
        const here = new Refusals();
        beforeEach(() => here.prepared());

        it("a file that cannot be read", () => {
            put(here.host, "sha256sum", "exit 1");
            fails(here.host.install(), "read", "cannot be read");
        });

        it("a setting that the kernel does not take", () => {
            // What this machine's own kernel says of itself is for nobody to set.
            here.host.write("proc/sys/kernel/x", "");
            fs.symlinkSync("/proc/sys/kernel/ostype", path.join(here.host.root, "proc/sys/kernel/ostype"));
            fails(
                here.host.run("conf", "sysctl kernel.ostype=5"),
                "sysctl",
                "The kernel does not take kernel.ostype=5.",
            );
        });

        it("a reboot that cannot be scheduled", () => {
            for (const step of ["crashkernel", "bootloader"]) {
                assert.equal(here.host.run(step, "192M").status, 0);
            }
            put(here.host, "systemd-run", "exit 1");
            fails(here.host.run("reboot", "when-required", "192M"), "reboot", "could not be scheduled");
        });

        it("packages that the package manager cannot install", () => {
            here.host.set("installed", "");
            put(
                here.host,
                "apt-get",
                'case " $* " in\n*" install "*) echo "E: Sub-process /usr/bin/dpkg returned an error code (1)"; exit 100 ;;\nesac',
            );
            fails(here.host.run("packages"), "packages-failed", "could not be installed", "Sub-process");
        });
    });

    describe("a server:", () => {
        let server: ServerRoot;
        beforeEach(() => {
            server = new ServerRoot();
            const bin = path.join(server.base, "bin");
            fs.mkdirSync(bin);
            for (const name of "cat chmod dash df flock grep head mkdir mv od rm sed sha256sum sh stat sync tail tr uname wc".split(
                " ",
            )) {
                fs.symlinkSync(`/usr/bin/${name}`, path.join(bin, name));
            }
            server.env.PATH = bin;
        });
        afterEach(() => server.remove());

        it("no ssh server", () => fails(server.install(), "no-sshd", "Install openssh-server."));

        it("no programs for accounts", () => {
            server.write("usr/sbin/sshd", "");
            fs.chmodSync(path.join(server.root, "usr/sbin/sshd"), 0o755);
            fails(server.install(), "no-useradd", "useradd is not installed here");
        });
    });
});

// Every way in which debuginfo comes to a host, by real package managers and real programs that fetch.
import * as assert from "node:assert/strict";

import { buildIdFor, elfFile } from "../support/elf";
import { newerKernel, rebuilt } from "./layout";
import { on } from "./onHost";
import { layoutOf } from "./releases";
import { debugKey } from "./rpmRepository";
import { Run, SimulatedHost } from "./simulatedHost";

/** What is installed by the package manager's own word. */
async function packages(host: SimulatedHost): Promise<string[]> {
    const list = layoutOf(host.release).format === "deb" ? "dpkg-query -W" : "rpm -qa";
    return (await inside(host, list)).split("\n").sort();
}

async function inside(host: SimulatedHost, script: string): Promise<string> {
    const { status, stdout, stderr } = await host.run("sh", "-c", script);
    assert.equal(status, 0, stdout + stderr);
    return stdout.trim();
}

/**
 * It comes, of the running kernel's build as binutils read it, a second run does nothing, and undo leaves the packages
 * and files that there were.
 *
 * @returns what the first run said
 */
async function lives(
    host: SimulatedHost,
    run: (host: SimulatedHost) => Promise<Run>,
    ...brings: string[]
): Promise<string> {
    const before = await packages(host);
    const files = host.tree("etc", "boot");
    const { status, stderr, json } = await run(host);
    assert.equal(status, 0, stderr);
    assert.equal(json.changed, true);
    const notes = await inside(host, `readelf -n ${json.vmlinux}`);
    assert.match(notes, new RegExp(`Build ID: ${buildIdFor(host.release.kernel)}`));
    const added = (await packages(host)).filter((name) => !before.includes(name));
    assert.deepEqual(
        added.map((name) => name.split(/\t|-\d/)[0]),
        brings,
    );
    assert.equal((await run(host)).json.changed, false);
    assert.equal((await host.step("undo", "debuginfo")).json.changed, true);
    assert.deepEqual(await packages(host), before);
    assert.deepEqual(host.tree("etc", "boot"), files);
    assert.equal(await inside(host, `if [ -e ${json.vmlinux} ]; then echo left; fi`), "");
    return stderr;
}

const byStep =
    (...args: string[]) =>
    (host: SimulatedHost): Promise<Run> =>
        host.step("debuginfo", ...args);

/** With a server on the host itself, which ends with the command. */
const byServer = (host: SimulatedHost): Promise<Run> => {
    const server = "http://127.0.0.1:8002";
    const connect = "import socket; socket.create_connection(('127.0.0.1', 8002))";
    return host.run(
        "sh",
        "-c",
        `ip link set lo up
        python3 -m http.server --bind 127.0.0.1 --directory /srv/debuginfod 8002 >/dev/null 2>&1 &
        until python3 -c "${connect}" 2>/dev/null; do sleep 0.1; done
        exec kdump-host debuginfo --debuginfod ${server}`,
    );
};

/** Gives what is asked for by the running kernel's build id. */
function serve(host: SimulatedHost, file = elfFile(buildIdFor(host.release.kernel))): void {
    host.write(`srv/debuginfod/buildid/${buildIdFor(host.release.kernel)}/debuginfo`, file);
}

const halves = ["kernel-debuginfo", "kernel-debuginfo-common-x86_64"];

/** Both halves as files, as they lie in the repository. */
function files({ release }: SimulatedHost): string[] {
    return halves.map((name) => `/repository/debug/${name}-${release.kernel}.rpm`).reverse();
}

describe("debuginfo on simulated hosts", function () {
    this.timeout(120_000);

    it("CentOS 7: by yum's debuginfo-install", () =>
        on("CentOS 7", async (host) => {
            assert.match(await lives(host, byStep(), ...halves), /by debuginfo-install/);
        }));

    it("AlmaLinux 9: by dnf's plugin debuginfo-install", () =>
        on("AlmaLinux 9 UEFI", async (host) => {
            const said = await lives(host, byStep(), ...halves);
            assert.match(said, /by debuginfo-install/);
            assert.doesNotMatch(said, /from the debuginfo repositories/);
        }));

    it("Rocky Linux 8: by the debuginfo repositories, which are off", () =>
        on("Rocky Linux 8", async (host) => {
            assert.match(await lives(host, byStep(), ...halves), /from the debuginfo repositories/);
        }));

    it("Oracle Linux 7: from a given address, both halves, once the key that signed them is one of the host's", () =>
        on("Oracle Linux 7", async (host) => {
            await inside(host, "rm /etc/yum.repos.d/debuginfo.repo");
            const refused = await host.step("debuginfo", "--archive", "file:///repository/debug");
            assert.equal(refused.status, 1);
            assert.match(
                refused.stderr,
                /error \[debuginfo-signature\]: .* Signature, key ID [0-9a-f]{8}: NOKEY/,
            );
            await inside(host, `rpm --import /repository/${debugKey}`);
            await lives(host, byStep("--archive", "file:///repository/debug"), ...halves);
        }));

    it("CentOS 7: from given files, both halves installed together, and neither alone", () =>
        on("CentOS 7 UEFI", async (host) => {
            const [common, main] = files(host);
            const alone = await host.step("debuginfo", "--files", main);
            assert.equal(alone.status, 1);
            assert.match(alone.stderr, /error \[debuginfo-files\]: rpm does not install/);
            await lives(host, byStep("--files", common, main), ...halves);
        }));

    it("SLES 15: from a given file", () =>
        on("SLES 15", async (host) => {
            const version = host.release.kernel.replace(/-default$/, ".1");
            const file = `/repository/debug/kernel-default-debuginfo-${version}.x86_64.rpm`;
            await lives(host, byStep("--files", file), "kernel-default-debuginfo");
        }));

    it("Fedora 43: from a debuginfod server that the host knows", () =>
        on("Fedora 43", async (host) => {
            serve(host);
            host.write("etc/debuginfod/simulated.urls", "file:///srv/nothing file:///srv/debuginfod\n");
            await lives(host, byStep("--debuginfod"));
        }));

    for (const name of ["Debian 12", "SLES 16"]) {
        it(`${name}: from a debuginfod server on the net`, () =>
            on(name, async (host) => {
                serve(host);
                await lives(host, byServer);
            }));
    }

    it("T36: Debian 12: is not kept when a debuginfod server gives another build", () =>
        on("Debian 12", async (host) => {
            serve(host, elfFile(buildIdFor("another")));
            const { status, stderr } = await byServer(host);
            assert.equal(status, 1);
            assert.match(
                stderr,
                /error \[debuginfo-gone\]: No debuginfod server has .* gave a file whose build-id is/,
            );
            assert.equal(await inside(host, "find /usr/lib/debug -name '*vmlinux*'"), "");
        }));

    for (const name of ["Debian 13", "CentOS 7", "AlmaLinux 9 UEFI", "SLES 15"]) {
        it(`T36: ${name}: is refused when the package is of another build than the kernel of that version`, () =>
            on(name, async (host) => {
                await inside(host, layoutOf(host.release).upgrade);
                await host.boot();
                const kernel = newerKernel(host.release);
                const before = await packages(host);
                const { status, stderr } = await host.step("debuginfo");
                assert.equal(status, 1, stderr);
                const sentence = `is of another build than the running kernel: its build-id is ${buildIdFor(rebuilt(kernel))}, the kernel's is ${buildIdFor(kernel)}.`;
                assert.ok(stderr.trimEnd().split("\n").at(-1)?.includes(sentence), stderr);
                assert.match(stderr, /error \[debuginfo-build\]/);
                assert.equal((await host.step("undo", "debuginfo")).json.changed, true);
                assert.deepEqual(await packages(host), before);
            }));
    }
});

// What real package managers tell of newer kernels whose changelogs mention the function that a kernel crashed in.
import * as assert from "node:assert/strict";

import { parseRawReport } from "../../src/report/rawReport";
import { findingsOf, VmcoreFindings } from "../../src/vmcore/findings";
import { dump } from "../sandbox/reportRoot";
import { mended, newerKernel } from "./layout";
import { on } from "./onHost";
import { layoutOf } from "./releases";
import type { SimulatedHost } from "./simulatedHost";

const place = "var/crash/127.0.0.1-2026-11-23-18:38:51";

/** Leaves a dump of a kernel, with the log that it ended with. */
function crash(host: SimulatedHost, kernel = host.release.kernel, suspect = mended): void {
    host.write(`${place}/vmcore`, Buffer.from(dump({ of: kernel }), "latin1"));
    const log = [
        "BUG: kernel NULL pointer dereference, address: 0000000000000000",
        "Oops: 0002 [#1] SMP PTI",
        "CPU: 0 PID: 4242 Comm: tests Not tainted",
        `RIP: 0010:${suspect}.isra.0+0x10/0x20`,
        "Call Trace:",
        " <TASK>",
        ` ${suspect}.isra.0+0x10/0x20`,
        " simulated_caller+0x20/0x40",
        " </TASK>",
        "Kernel panic - not syncing: Fatal exception",
    ];
    host.write(
        `${place}/vmcore-dmesg.txt`,
        log.map((line, index) => `[   12.00000${index}] ${line}\n`).join(""),
    );
}

/** What a look-up leaves as it is: packages, and the package manager's configuration. */
async function untouched(host: SimulatedHost): Promise<unknown> {
    const list = layoutOf(host.release).format === "deb" ? "dpkg-query -W" : "rpm -qa";
    return [host.tree("etc", "boot"), await inside(host, list)];
}

async function report(host: SimulatedHost): Promise<VmcoreFindings> {
    const before = await untouched(host);
    const { status, stdout, stderr } = await host.step("report", "--vmcore", `/${place}/vmcore`);
    assert.equal(status, 0, stderr);
    assert.deepEqual(await untouched(host), before);
    const findings = findingsOf(parseRawReport(stdout));
    assert.equal(findings.suspect, mended);
    return findings;
}

async function inside(host: SimulatedHost, script: string): Promise<string> {
    const { status, stdout, stderr } = await host.run("sh", "-c", script);
    assert.equal(status, 0, stdout + stderr);
    return stdout;
}

/** The version of the package of a kernel, as rpm has it. */
const versionOf = (kernel: string) => kernel.replace(/\.(x86_64|aarch64)$/, "").replace(/-default$/, ".1");

/** The one entry of the newer kernel that is about the function and is not in the older one's. */
function assertMended({ fixedIn, newerKernels }: VmcoreFindings, host: SimulatedHost, source: string): void {
    const kernel = {
        package: host.release.family === "suse" ? "kernel-default" : "kernel",
        version: versionOf(newerKernel(host.release)),
        source,
    };
    assert.deepEqual(newerKernels, [kernel]);
    const entry = `mm: do not follow nothing in a function whose name is on the next line, ${mended}() (A. Tester) [KERNEL-4]`;
    assert.deepEqual(fixedIn, [{ ...kernel, entry }]);
}

/** A patch as SUSE's repositories have them: what it mends, and the packages that it brings. */
function patch(version: string): string {
    const [, name, release] = /^(.*)-(.*)$/.exec(version) ?? [];
    return `<?xml version="1.0" encoding="UTF-8"?>
<updates>
  <update from="tests@example.invalid" status="stable" type="security" version="1">
    <id>SIMULATED-2026-1</id>
    <title>Security update for the kernel</title>
    <severity>important</severity>
    <issued date="1767787200"/>
    <description>The kernel was updated.

The following bugs were fixed:

- CVE-2026-0001: mm: fixed a null pointer in ${mended}() (bsc#1).
- net: another one in ${mended}_slow (bsc#2).
</description>
    <pkglist>
      <collection>
        <package name="kernel-default" arch="x86_64" version="${name}" release="${release}" epoch="0">
          <filename>kernel-default-${version}.x86_64.rpm</filename>
        </package>
      </collection>
    </pkglist>
  </update>
</updates>
`;
}

/** Leaves a changelog among a package's documents. */
async function changelog(host: SimulatedHost, file: string, ...entries: string[]): Promise<void> {
    const head = ["linux (1.2.3-4) stable; urgency=medium", "", "  * New upstream stable update:"];
    host.write(
        "root/changelog",
        [...head, ...entries, "", " -- A. Tester <tests@example.invalid>", ""].join("\n"),
    );
    await inside(
        host,
        `cd /usr/share/doc && mkdir -p ${file.split("/")[0]} && gzip -c /root/changelog >${file}`,
    );
}

describe("newer kernels on simulated hosts", function () {
    this.timeout(120_000);

    it("AlmaLinux 9: dnf tells of what its repositories have, and of what its cache has when they are gone", () =>
        on("AlmaLinux 9 UEFI", async (host) => {
            await inside(
                host,
                `mkdir /srv && cp -r /repository /srv/repository && cd /etc/yum.repos.d && rm debuginfo.repo
                sed -i -e s,///repository,///srv/repository, -e s,=never,=0, base.repo`,
            );
            crash(host);
            assertMended(await report(host), host, "dnf");
            await inside(host, "rm -r /srv/repository");
            assertMended(await report(host), host, "dnf");
            await inside(host, "rm -r /var/cache/dnf");
            const none = await report(host);
            assert.deepEqual([none.fixedIn, none.newerKernels], [undefined, undefined]);
        }));

    it("AlmaLinux 9: of a kernel that is installed rpm tells, and of one that was removed dnf", () =>
        on("AlmaLinux 9 UEFI", async (host) => {
            await inside(host, layoutOf(host.release).upgrade);
            crash(host);
            assertMended(await report(host), host, "rpm");
            // Its own changelog is what dnf has of it then.
            await inside(host, `rpm -e --nodeps --noscripts kernel-${host.release.kernel}`);
            assertMended(await report(host), host, "rpm");
            // The crashed one is the newest.
            crash(host, newerKernel(host.release));
            const { fixedIn, newerKernels } = await report(host);
            assert.deepEqual([fixedIn, newerKernels], [[], []]);
        }));

    it("CentOS 7: rpm tells of what is installed, and of nothing else", () =>
        on("CentOS 7", async (host) => {
            crash(host);
            assert.equal((await report(host)).fixedIn, undefined);
            await inside(host, layoutOf(host.release).upgrade);
            assertMended(await report(host), host, "rpm");
        }));

    it("SLES 15: zypper tells of patches in its cache, and rpm of what is installed", () =>
        on("SLES 15", async (host) => {
            crash(host);
            assert.equal((await report(host)).fixedIn, undefined);
            host.write("srv/patches/updateinfo.xml", patch(versionOf(newerKernel(host.release))));
            host.write(
                "etc/zypp/repos.d/patches.repo",
                "[patches]\nname=patches\nbaseurl=file:///srv/patches\nenabled=1\ngpgcheck=0\ntype=rpm-md\n",
            );
            await inside(
                host,
                `cd /srv/patches && createrepo_c -q . && modifyrepo_c updateinfo.xml repodata >/dev/null
                zypper --non-interactive --quiet refresh patches && rm -r /srv/patches`,
            );
            const { fixedIn, newerKernels } = await report(host);
            assert.deepEqual(
                newerKernels?.map(({ source }) => source),
                ["zypper"],
            );
            assert.deepEqual(
                fixedIn?.map(({ entry }) => entry),
                [`CVE-2026-0001: mm: fixed a null pointer in ${mended}() (bsc#1).`],
            );
            await inside(host, layoutOf(host.release).upgrade);
            assertMended(await report(host), host, "rpm");
        }));

    for (const name of ["Debian 12", "Ubuntu 24.04"]) {
        it(`${name}: the changelogs of what is installed, of the same flavour alone`, () =>
            on(name, async (host) => {
                const { kernel, olderKernel } = host.release;
                crash(host, olderKernel);
                // As Debian's signed images have it; Ubuntu's have it with the modules.
                const of = (release: string) =>
                    name === "Debian 12"
                        ? `linux-image-${release}/changelog.gz`
                        : `linux-modules-${release}/changelog.Debian.gz`;
                await changelog(host, of(olderKernel), "    - mm: give it another name (CVE-2026-1)");
                assert.equal((await report(host)).fixedIn, undefined);
                const entries = [
                    "    - mm: give it another name (CVE-2026-2)",
                    `    - mm: do not follow nothing in`,
                    `      ${mended}() (CVE-2026-3)`,
                ];
                await changelog(host, of(kernel), ...entries);
                const newer = { package: `linux-image-${kernel}`, version: "1.2.3-4", source: "dpkg" };
                const { fixedIn, newerKernels } = await report(host);
                assert.deepEqual(newerKernels, [newer]);
                const entry = `mm: do not follow nothing in ${mended}() (CVE-2026-3)`;
                assert.deepEqual(fixedIn, [{ ...newer, entry }]);
                // Another flavour's is another kernel.
                crash(host, olderKernel.replace(/-[a-z0-9]+$/, "-other"));
                assert.equal((await report(host)).fixedIn, undefined);
            }));
    }
});

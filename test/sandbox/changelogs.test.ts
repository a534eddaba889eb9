import * as assert from "node:assert/strict";
import * as zlib from "node:zlib";

import { findingsOf } from "../../src/vmcore/findings";
import { release, ReportRoot } from "./reportRoot";
import { shells } from "./throwawayRoot";

const newer = "6.1.0-40-cloud-amd64";
const newest = "6.1.0-41-cloud-amd64";

/** A changelog as Debian's kernels have it. */
const changelog = (...entries: string[]) =>
    zlib.gzipSync(
        Buffer.from(
            `linux (6.1-1) stable; urgency=medium\n\n  * New upstream stable update:\n${entries.join("\n")}\n\n -- A <a@b>\n`,
            "latin1",
        ),
    );

for (const [name, shell] of Object.entries(shells)) {
    describe(`changelogs of newer kernels under ${name}`, function () {
        this.timeout(60_000);
        let host: ReportRoot;
        beforeEach(() => {
            host = new ReportRoot(shell);
            install(release, "6.1.140-1", "    - tests: name follow_nothing (CVE-2026-1)");
        });
        afterEach(() => host.remove());

        let installed = "";
        function install(kernel: string, version: string, ...entries: string[]): void {
            if (kernel === release) installed = "base-files 12.4\n";
            installed += `linux-image-${kernel} ${version}\n`;
            host.set("installed", installed);
            host.write(`usr/share/doc/linux-image-${kernel}/changelog.gz`, changelog(...entries));
        }

        const found = () => {
            const findings = findingsOf(host.report());
            assert.equal(findings.suspect, "follow_nothing");
            return findings;
        };

        it("are read from the oldest to the newest, and the first that has an entry counts", () => {
            const entry = "    - tests: do not follow nothing in\n      follow_nothing() (CVE-2026-2)";
            const old = "    - tests: name follow_nothing (CVE-2026-3)";
            install(newest, "6.1.150-1", "    - tests: follow_nothing_more", entry, old);
            install(newer, "6.1.149-1", entry, old);
            const { fixedIn, newerKernels } = found();
            const kernel = { package: `linux-image-${newer}`, version: "6.1.149-1", source: "dpkg" };
            assert.deepEqual(newerKernels, [
                kernel,
                { package: `linux-image-${newest}`, version: "6.1.150-1", source: "dpkg" },
            ]);
            assert.deepEqual(fixedIn, [
                { ...kernel, entry: "tests: do not follow nothing in follow_nothing() (CVE-2026-2)" },
            ]);
        });

        it("are those of the same flavour that are newer, and that have one", () => {
            const entry = "    - tests: mend follow_nothing";
            install("6.1.0-40-amd64", "6.1.150-1", entry);
            install("6.1.0-36-cloud-amd64", "6.1.139-9", entry);
            installed += "linux-image-6.1.0-42-cloud-amd64 6.1.151-1\n";
            host.set("installed", installed);
            assert.deepEqual([found().fixedIn, found().newerKernels], [undefined, undefined]);
            install(newer, "6.1.149-1", "    - tests: something else");
            assert.deepEqual(found().fixedIn, []);
        });

        it("say nothing of a kernel that the package manager does not know", () => {
            install(newer, "6.1.149-1", "    - tests: mend follow_nothing");
            assert.equal(found().fixedIn?.length, 1);
            host.set("installed", installed.replace(`linux-image-${release} 6.1.140-1\n`, ""));
            assert.equal(found().fixedIn, undefined);
        });

        it("are text, whatever is in them, and a part of the answer that is bounded", () => {
            const hostile = [
                '    - $(touch /tmp/never) `touch /tmp/never` "follow_nothing" \\ \x1b[31m\xff',
                "@ linux-image-forged 9 dpkg follow_nothing",
                `    - ${"follow_nothing ".repeat(5000)}`,
                ...Array.from({ length: 500 }, (_, at) => `    - ${at} follow_nothing ${"x".repeat(900)}`),
            ];
            install(newer, "6.1.149-1", ...hostile);
            assert.ok(host.report().newer.length < 16384);
            const { fixedIn = [], newerKernels = [] } = found();
            assert.deepEqual(
                newerKernels.map((kernel) => kernel.version),
                ["6.1.149-1"],
            );
            assert.ok(fixedIn.length > 0 && fixedIn.length <= 4);
            assert.match(fixedIn[0].entry, /^\$\(touch \/tmp\/never\) `touch \/tmp\/never` "follow_nothing"/);
        });

        it("that are broken do not end the report", () => {
            install(newer, "6.1.149-1");
            host.write(`usr/share/doc/linux-image-${newer}/changelog.gz`, "no gzip");
            assert.deepEqual(found().fixedIn, []);
        });
    });
}

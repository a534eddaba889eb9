import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { findingsOf } from "../../src/vmcore/findings";
import { summaryOf } from "../../src/vmcore/render/summary";
import { dump, ReportRoot, vmlinux } from "./reportRoot";

/** What comes of bad input with the real crash(8), which the other tests have a stand-in for, confined where root runs them. */
describe("a report by the real crash", () => {
    let host: ReportRoot;

    beforeEach(() => {
        host = new ReportRoot();
        const bin = path.join(host.base, "bin");
        fs.mkdirSync(bin);
        const real = process.getuid?.() === 0 ? ["crash", "unshare", "setpriv", "mount"] : ["crash"];
        for (const name of real) fs.symlinkSync(`/usr/bin/${name}`, path.join(bin, name));
        host.env.PATH = `${bin}:${host.env.PATH}`;
        host.write("srv/dmesg.1", "[    1.000000] BUG: kernel NULL pointer dereference, address: 0\n");
    });
    afterEach(() => host.remove());

    function why(text: string): string {
        host.add("srv/dump.1", text, 1);
        const raw = host.report("--vmcore", "/srv/dump.1");
        const findings = findingsOf(raw);
        assert.equal(raw.vmlinux, "");
        assert.equal(findings.panic.kind, "null-pointer");
        assert.match(summaryOf(findings), /This comes from the kernel log alone\.$/);
        return raw.without;
    }

    /** Any program will do for crash to go on to the dump. */
    function anyVmlinux(): void {
        fs.rmSync(path.join(host.root, vmlinux));
        fs.symlinkSync("/usr/bin/crash", path.join(host.root, vmlinux));
    }

    it("tells of a flattened dump that is cut off", () => {
        anyVmlinux();
        assert.match(
            why(dump({ id: "", format: "flattened", whole: false })),
            /It says: .*truncated\/incomplete$/,
        );
    });

    for (const format of ["kdump", "elf", "flattened"] as const) {
        it(`tells of a dump (${format}) of which little more than its beginning is there`, () => {
            anyVmlinux();
            assert.match(
                why(dump({ id: "", format })),
                new RegExp(
                    `^crash cannot read the dump with /${vmlinux}\\. It (says: \\S.*|does not say why; .*)$`,
                ),
            );
        });
    }

    it("tells of a vmlinux that is none", () => {
        assert.match(why(dump()), /It says: vmlinux: not a supported file format$/);
    });
});

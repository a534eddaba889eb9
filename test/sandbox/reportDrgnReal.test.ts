import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { findingsOf } from "../../src/vmcore/findings";
import { realDrgn } from "../support/drgn";
import { removeCrash } from "./drgnOf";
import { dump, ReportRoot } from "./reportRoot";

/** What comes of bad input with the real drgn(8) in a virtual environment, confined where root runs the tests. */
describe("a report by the real drgn", function () {
    this.timeout(300_000);
    let drgn: string;
    let host: ReportRoot;

    before("get drgn", async () => void (drgn = await realDrgn(() => undefined)));
    beforeEach(() => {
        host = new ReportRoot();
        const bin = path.join(host.base, "bin");
        fs.mkdirSync(bin);
        fs.symlinkSync(drgn, path.join(bin, "drgn"));
        const real = process.getuid?.() === 0 ? ["unshare", "setpriv", "mount"] : [];
        for (const name of real) fs.symlinkSync(`/usr/bin/${name}`, path.join(bin, name));
        host.env.PATH = `${bin}:${host.env.PATH}`;
        removeCrash(host);
        host.write("srv/dmesg.1", "[    1.000000] BUG: kernel NULL pointer dereference, address: 0\n");
    });
    afterEach(() => host.remove());

    function why(text: string): string {
        host.add("srv/dump.1", text, 1);
        const raw = host.report("--vmcore", "/srv/dump.1");
        assert.deepEqual([raw.vmlinux, raw.reader], ["", ""]);
        assert.equal(findingsOf(raw).panic.kind, "null-pointer");
        return raw.without;
    }

    for (const format of ["kdump", "elf", "flattened"] as const) {
        it(`tells of a dump (${format}) of which little more than its beginning is there`, () => {
            assert.match(
                why(dump({ id: "", format })),
                /^drgn 0\.3\.0 cannot read the dump\. It says: .*(?:vmcoreinfo\.raw is not set|not an ELF core file)$/,
            );
        });
    }
});

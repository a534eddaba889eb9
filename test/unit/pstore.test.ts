// The end of a kernel's log as pstore keeps it: files in the forms that ERST, EFI, ramoops and pstore_blk give them.
import * as assert from "node:assert/strict";

import { findingsOf } from "../../src/vmcore/findings";
import { GaspPlace, oldestGasp } from "../../src/vmcore/gasp";
import { parseKernelLog } from "../../src/vmcore/parse/kernelLog";
import { panicsIn, PstoreRecord } from "../../src/vmcore/parse/pstore";
import { reportMarkdown } from "../../src/vmcore/render/markdown";
import { summaryOf } from "../../src/vmcore/render/summary";

const record = (name: string, text: string, written = 1_800_000_000): PstoreRecord => ({
    name,
    written,
    text,
});
const lines = (...all: string[]) => all.map((line) => `${line}\n`).join("");

const before = ["<6>[   60.000001] one: begins", "<6>[   61.000001] two: goes on"];
const oops = [
    "<1>[   70.100001] BUG: kernel NULL pointer dereference, address: 0000000000000000",
    "<4>[   70.100002] Oops: 0002 [#1] PREEMPT SMP NOPTI",
    "<4>[   70.100003] CPU: 1 PID: 321 Comm: insmod Tainted: G           O       6.1.0-56-cloud-amd64 #1",
    "<4>[   70.100004] RIP: 0010:faults_null+0x5/0x10 [faults]",
    "<4>[   70.100005] Call Trace:",
    "<4>[   70.100006]  <TASK>",
    "<4>[   70.100007]  faults_init+0x51/0x1000 [faults]",
    "<4>[   70.100008]  do_one_initcall+0x56/0x230",
    "<4>[   70.100009]  </TASK>",
    "<4>[   70.100010] ---[ end trace 0000000000000000 ]---",
];
const end = [
    "<0>[   70.200001] Kernel panic - not syncing: Fatal exception",
    "<0>[   70.200002] Kernel Offset: 0x2fa00000 from 0xffffffff81000000",
];

/** ERST counts on from the time of the first record of a boot, in the upper half of the number. */
const erst = (seconds: number, number: number) =>
    `dmesg-erst-${(BigInt(seconds) * BigInt(2 ** 32) + BigInt(number)).toString()}`;

describe("records of pstore", () => {
    it("are joined from the last part to the first, in whatever order they lie", () => {
        const records = [
            record("dmesg-efi_pstore-172172172101001", `Panic#1 Part1\n${lines(...end)}`),
            record("dmesg-efi_pstore-172172172203001", `Panic#1 Part3\n${lines(...before)}`),
            record("dmesg-efi_pstore-172172172202001", `Panic#1 Part2\n${lines(...oops)}`),
        ];
        for (const order of [records, [...records].reverse()]) {
            const [panic, ...others] = panicsIn(order);
            assert.deepEqual(others, []);
            assert.deepEqual(panic.log.split("\n"), [...before, ...oops, ...end]);
            assert.deepEqual([panic.backend, panic.time], ["efi_pstore", 1721721721]);
            assert.equal(panic.headline, "70.200001 Kernel panic - not syncing: Fatal exception");
            assert.deepEqual([...panic.records].sort(), [0, 1, 2]);
        }
    });

    it("have each line once, where an oops was written down before the panic over it", () => {
        const [panic, ...others] = panicsIn([
            record(erst(1_800_000_000, 1), `Oops#1 Part1\n${lines(...oops.slice(4))}`),
            record(erst(1_800_000_000, 2), `Oops#1 Part2\n${lines(...before, ...oops.slice(0, 4))}`),
            // Its first line is cut where the buffer began.
            record(
                erst(1_800_000_000, 3),
                `Panic#2 Part1\n${lines(oops[5].slice(9), ...oops.slice(6), ...end)}`,
            ),
        ]);
        assert.deepEqual(others, []);
        assert.deepEqual(panic.log.split("\n"), [...before, ...oops, ...end]);
        assert.deepEqual(panic.records.length, 3);
    });

    it("keep the later text whole where it goes back further than the earlier", () => {
        const [panic] = panicsIn([
            record(erst(1_800_000_000, 1), `Oops#1 Part1\n${lines(...oops)}`),
            record(erst(1_800_000_000, 2), `Panic#2 Part1\n${lines(...oops.slice(3), ...end)}`),
            record(erst(1_800_000_000, 3), `Panic#2 Part2\n${lines(...before, ...oops.slice(0, 3))}`),
        ]);
        assert.deepEqual(panic.log.split("\n"), [...before, ...oops, ...end]);
    });

    it("are of two crashes where two boots have written them, and of none where the kernel lived on", () => {
        const crash = (boot: number) => [
            record(erst(boot, 1), `Panic#1 Part1\n${lines(end[0].replace("70.2", `${boot % 100}.2`))}`),
            record(erst(boot, 2), `Panic#1 Part2\n${lines(...before)}`),
        ];
        const panics = panicsIn([...crash(1_800_000_050), ...crash(1_800_000_020)]);
        assert.deepEqual(
            panics.map(({ time, headline }) => [time, headline.split(" ")[0]]),
            [
                [1_800_000_020, "20.200001"],
                [1_800_000_050, "50.200001"],
            ],
        );
        assert.deepEqual(panicsIn([record(erst(1, 1), `Oops#1 Part1\n${lines(...oops)}`)]), []);
    });

    it("do not take what another boot wrote down for the beginning", () => {
        const [panic] = panicsIn([
            record(erst(1_800_000_000, 1), `Oops#1 Part1\n${lines(...oops)}`),
            record(erst(1_800_000_300, 1), `Panic#2 Part1\n${lines(...end)}`),
        ]);
        assert.deepEqual(panic.log.split("\n"), end);
        assert.deepEqual(panic.records, [1]);
    });

    it("go by the file's time where the number is a place that is taken again", () => {
        const panics = panicsIn([
            record("dmesg-ramoops-0", `Panic#1 Part1\n${lines(end[0])}`, 1_800_000_900),
            record("dmesg-ramoops-1", `Panic#1 Part1\n${lines(before[0], end[0])}`, 1_800_000_100),
        ]);
        assert.deepEqual(
            panics.map(({ time, records }) => [time, records]),
            [
                [1_800_000_100, [1]],
                [1_800_000_900, [0]],
            ],
        );
    });

    it("are read where lines of the keeper's own come first", () => {
        const [blk] = panicsIn([
            record("dmesg-pstore_blk-3", `Panic: Total 2 times\nPanic#2 Part1\n${lines(...end)}`),
        ]);
        const [ram] = panicsIn([
            record("dmesg-ramoops-0", `====1721721600.123456-D\nPanic#1 Part1\n${lines(...end)}`),
        ]);
        assert.deepEqual([blk.log, ram.log], [end.join("\n"), end.join("\n")]);
    });

    it("are what is left where a part was lost, or nothing at all", () => {
        const [panic] = panicsIn([record(erst(1_800_000_000, 5), `Panic#1 Part5\n${lines(...before)}`)]);
        assert.deepEqual([panic.log, panic.headline], [before.join("\n"), ""]);
        for (const text of ["", "Panic#1 Part", "Panic#x Part1\n", "\n\n\n\n\nPanic#1 Part1\n"]) {
            assert.deepEqual(panicsIn([record("dmesg-erst-1", text)]), []);
        }
        assert.deepEqual(panicsIn([record("console-ramoops-0", "Panic#1 Part1\n")]), []);
        assert.deepEqual(panicsIn([]), []);
    });
});

describe("a last gasp", () => {
    const place = (changes: Partial<GaspPlace> = {}): GaspPlace => ({
        host: "web",
        directory: "/var/crash",
        taken: [],
        away: "",
        unread: "",
        records: [record(erst(1_800_000_000, 1), `Panic#1 Part1\n${lines(...oops, ...end)}`)],
        dumped: [],
        ...changes,
    });

    it("gives kind, function and name of the crash, and says what that rests on", () => {
        const gasp = oldestGasp(place());
        assert.equal(gasp?.report?.name, "gasp-20270115080000");
        const found = findingsOf(gasp.report.raw);
        assert.deepEqual(
            [found.panic.kind, found.place.symbol, found.fingerprint, found.header.release],
            ["null-pointer", "faults_null", "kdump-1:oops:faults_null", "6.1.0-56-cloud-amd64"],
        );
        assert.match(summaryOf(found), /^web crashed because the kernel followed a null pointer/);
        assert.match(reportMarkdown(found), /\*\*Kernel log:\*\* `\/var\/crash\/gasp-\d+\/dmesg\.txt,/);
        assert.match(found.doubts[0], /no whole dump of this crash.*pstore \(erst\) kept/);
        assert.equal(found.vmcore.path, "/var/crash/gasp-20270115080000/dmesg.txt");
        assert.equal(found.vmcore.written, "2027-01-15T08:00:00Z");
    });

    it("is not reported where a dump says more, whose log has the same end", () => {
        const log = (...all: string[]) => parseKernelLog(all.join("\n"));
        const same = end[0].replace("<0>", "");
        const dumped = [log("[    1.000000] other"), log(same, "[   70.300000] more")];
        assert.deepEqual(oldestGasp(place({ dumped })), { records: [0] });
        // At another time it is another crash, though it ended in the same words.
        const other = oldestGasp(place({ dumped: [log(same.replace("70.2", "71.2"))] }));
        assert.ok(other?.report);
    });

    it("takes no name that another has", () => {
        const taken = ["gasp-20270115080000", "gasp-20270115080001"];
        assert.equal(oldestGasp(place({ taken }))?.report?.name, "gasp-20270115080002");
    });

    it("does not say that there is no dump where that is not known", () => {
        const doubt = (changes: Partial<GaspPlace>) => oldestGasp(place(changes))?.report?.raw.without ?? "";
        assert.match(doubt({ away: "kdump@192.0.2.1:/dumps" }), /go to kdump@192\.0\.2\.1:\/dumps; whether/);
        assert.match(
            doubt({ unread: "/var/crash/1/vmcore" }),
            /^No report could be made of \/var\/crash\/1\/vmcore/,
        );
    });
});

// The forms in which a crash comes: what a system logger, a console, a mail or an older crash(8) made of it. The texts are as
// short as they can be, and written for these tests.
import * as assert from "node:assert/strict";

import { findingsOf } from "../../src/vmcore/findings";
import { callersOf, parseKernelLog } from "../../src/vmcore/parse/kernelLog";
import { sessionReport } from "../../src/vmcore/parse/session";
import { frames, lines, read } from "../support/crashTexts";

/** An oops, each line with a beginning. */
const oops = (begin: (index: number) => string) =>
    [
        "BUG: unable to handle kernel NULL pointer dereference at 0000000000000008",
        "Oops: 0002 [#1] SMP",
        "CPU: 1 PID: 7 Comm: own Not tainted 5.4.0-9-own #1",
        "RIP: 0010:found+0x5/0x10 [own]",
        "Call Trace:",
        " caller+0x1/0x2",
    ].map((text, index) => begin(index) + text);

const beginnings: Record<string, (index: number) => string> = {
    "the kernel's clock": (index) => `[    1.00000${index}] `,
    "dmesg -T": () => "[Mon Nov 23 18:38:51 2026] ",
    "dmesg -d": (index) => `[  +0.00000${index}] `,
    "dmesg -x": (index) => `kern  :alert : [    1.00000${index}] `,
    "dmesg -x without clock": () => "kern  :alert : ",
    "dmesg --time-format iso": () => "2026-11-23T18:38:51,123456+00:00 ",
    syslogd: (index) => `Nov  8 18:38:51 web kernel: [    1.00000${index}] `,
    "syslogd without clock": () => "Nov 28 18:38:51 web kernel: ",
    rsyslog: () => "2026-11-23T18:38:51.123456+01:00 web kernel: ",
    journalctl: () => "Nov 23 18:38:51.123456 web kernel: ",
    "a console": (index) => `[    1.00000${index}@2] `,
    "a collector's stamp": (index) => `385h 44m 43.879s(  13ms): [347845.12345${index}] `,
    "a terminal of everybody": (index) => ` kernel:[    1.00000${index}] `,
    netconsole: (index) => `4,33${index},5140900,-;`,
    pstore: (index) => `<4>[    1.00000${index}] `,
    "a kernel's thread": (index) => `[    1.00000${index}][   T7] `,
    "a phone's kernel": (index) => `[    1.00000${index}]  (3)[7:own]`,
    "another phone's kernel": (index) => `[    1.00000${index}] I[1:     own:    7] `,
    "a third phone's kernel": (index) => `<4>[    1.00000${index}s][pid:7,cpu1,own]`,
    "a mail": (index) => `> > [    1.00000${index}] `,
    "a mail without clock": () => "> ",
    "a page that sets it in": () => "    ",
    nothing: () => "",
};

describe("a kernel log", () => {
    for (const [form, begin] of Object.entries(beginnings))
        it(`is read with the beginnings of ${form}, whatever ends a line`, () => {
            const texts = oops(begin);
            for (const end of ["\n", "\r\n"]) {
                const { panic, place, header, backtrace } = findingsOf(sessionReport(texts.join(end) + end));
                assert.equal(panic.kind, "null-pointer");
                assert.deepEqual(place, { symbol: "found", offset: 5, module: "own" });
                assert.deepEqual([header.pid, header.command, header.cpu], [7, "own", 1]);
                assert.deepEqual(
                    backtrace.map(({ symbol }) => symbol),
                    ["caller"],
                );
            }
        });

    it("is read once where each line of it is there twice", () => {
        const texts = oops((index) => `[    1.00000${index}] `);
        const { log, place, backtrace } = read({ log: texts.flatMap((text) => [text, text]).join("\n") });
        assert.equal(log.length, texts.length);
        assert.deepEqual([place.symbol, backtrace.length], ["found", 1]);
        const recursion = lines(...texts, ...Array<string>(3).fill("[    1.000009]  found+0x5/0x10 [own]"));
        assert.equal(read({ log: recursion }).backtrace.length, 4, "a function may call itself");
    });

    it("says nothing by what programs logged", () => {
        const log = lines(
            "Nov 23 18:38:50 web own[7]: Kernel panic - not syncing: of a story",
            "Nov 23 18:38:51 web kernel: eth0: link up",
        );
        assert.equal(read({ log }).panic.kind, "unknown");
        assert.equal(read({ log }).log[0].stamp, log.split("\n")[0], "it is shown nevertheless");
    });

    it("has colours of a terminal, and lines that end a console's", () => {
        const [line] = parseKernelLog("\x1b[31mbooting [   12.000001] \x1b[0mBUG: own\r");
        assert.deepEqual(line, { stamp: "booting [   12.000001] ", text: "BUG: own" });
    });

    it("goes on in lines that a mail broke off", () => {
        const log = lines(
            "[    1.000001][    T7] Oops: Kernel access of bad area, sig: 11 [#1]",
            "[    1.000002][    T7] NIP [c0000000000d0d58] found+0x8/0x20",
            "[    1.000003][    T7] Call Trace:",
            "[    1.000004][    T7] [c00020194548fc70] [c00000000049a970]",
            "caller+0x70/0x170 (unreliable)",
        );
        assert.deepEqual(new Set(callersOf(parseKernelLog(log))), new Set(["T7"]));
        assert.equal(read({ log }).backtrace[0].symbol, "caller");
    });

    it("has whole lines where a mail broke them at a blank, and leaves other lines alone", () => {
        const log = lines(
            "[  736.845047] Kernel panic - not syncing: Watchdog detected hard",
            "LOCKUP on cpu 3",
            "[  736.852268] CPU: 2 PID: 0 Comm: swapper/2 Not tainted 5.10.26 #17",
            "a program's line",
        );
        const { panic, log: shown } = read({ log });
        assert.equal(panic.text, "Kernel panic - not syncing: Watchdog detected hard LOCKUP on cpu 3");
        assert.equal(panic.kind, "hard-lockup");
        assert.equal(shown.length, 3);
    });

    it("is no crash where no fault is in it", () => {
        assert.deepEqual(sessionReport("Dear all,\nplease find attached\n").log, "");
        assert.equal(findingsOf(sessionReport("efi: Oops: can't read time!\n")).panic.kind, "unknown");
    });
});

describe("a session of crash", () => {
    const header = (pid: number) =>
        lines(
            "    DUMPFILE: vmcore",
            'PANIC: "[   57.879776] Oops: 0002 [#1] SMP " (check log for details)',
            `         PID: ${pid}`,
            "        TASK: ffff00  [THREAD_INFO: ffff00]",
            "       STATE: TASK_RUNNING (PANIC)",
        );
    const bt = (task: string) =>
        lines(
            `PID: 9    TASK: ${task}  CPU: 1   COMMAND: "own"`,
            frames("oops_end", "page_fault", "    [exception RIP: found+5]", "caller"),
        );

    it("has its stack between lines of the log, or behind them", () => {
        const log = "[    1.000001] own: a line\n[    1.000002] RIP: found+0x5/0x10 RSP: ffffad564a203eb0";
        for (const parts of [
            [log, header(9), bt("ffff00"), log],
            [header(9), "crash> log", log, "crash> bt", bt("ffff00")],
            [header(9), "crash> dmesg", "own: a line", "crash> bt", bt("ffff00")],
        ]) {
            const {
                header: said,
                place,
                backtrace,
                panic,
                log: shown,
            } = findingsOf(sessionReport(parts.join("\n")));
            assert.equal(backtrace.length, 3);
            assert.deepEqual([panic.kind, place.symbol, said.pid], ["oops", "found", 9]);
            assert.equal(said.panic, "Oops: 0002 [#1] SMP");
            assert.ok(shown.every(({ text }) => !text.includes("DUMPFILE") && !text.includes("#0")));
        }
    });

    it("has the place of an oops of which the log has the last lines alone", () => {
        const { place } = read({
            header: 'PANIC: "BUG: unable to handle kernel paging request at ffffffff93eb1990"\n',
            log: "RIP: found+0x0/0x70 RSP: ffffad564a203eb0\nCR2: ffffffff93eb1990\n",
        });
        assert.equal(place.symbol, "found");
    });

    it("blames no task but the one that panicked", () => {
        const { backtrace, place } = findingsOf(
            sessionReport(lines(header(9), bt("eeee00").replace(/oops_end/, "schedule"))),
        );
        assert.deepEqual([backtrace, place], [[], {}]);
        const stopped = frames(
            "crash_nmi_callback",
            "nmi_handle",
            "end_repeat_nmi",
            "    [exception RIP: other+5]",
            "other",
        );
        assert.deepEqual(read({ bt: stopped }).place, {}, "another CPU had ended the kernel");
    });

    it("has calls whose # a page took for the beginning of a comment, and says where some are missing", () => {
        const cut = lines(
            " 0 [ffff800080183d10] __crash_kexec at ffffa4c1361e5de4",
            " 1 [ffff800080183d90] panic at ffffa4c1360d5e9c",
            " 2 [ffff800080183e20] watchdog_timer_fn at ffffa4c136231fa8",
            "  ...",
            "16 [ffff8000c4ad3cb0] found at ffffa4c1363e1614",
        );
        const { backtrace, panic, doubts } = findingsOf(sessionReport(cut));
        assert.deepEqual([backtrace.length, panic.kind], [4, "soft-lockup"]);
        assert.match(doubts.join(), /Calls are missing from the stack/);
        assert.deepEqual(findingsOf(sessionReport(bt("ffff00").replace(/^ #3/m, " #9"))).doubts, []);
    });

    it("is read as a mail quotes and breaks it", () => {
        const quoted = lines("We saw:", ...bt("ffff00").split("\n")).replace(/^/gm, "> ");
        const broken = quoted.replace("caller at ", "caller at\n> ");
        const { backtrace, header: said } = findingsOf(sessionReport(broken));
        assert.deepEqual(
            [backtrace.map(({ symbol }) => symbol), said.pid],
            [["oops_end", "page_fault", "caller"], 9],
        );
    });
});

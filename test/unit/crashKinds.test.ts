// What happened, and what was before it; the texts are as short as they can be, and written for these tests.
import * as assert from "node:assert/strict";

import { callerOf, parseKernelLog } from "../../src/vmcore/parse/kernelLog";
import { summaryOf } from "../../src/vmcore/render/summary";
import { frames, lines, read } from "../support/crashTexts";

describe("the kind of a crash", () => {
    it("is sysrq on kernels that followed a null pointer for it, with and without a log", () => {
        const bt = frames(
            "machine_kexec",
            "oops_end",
            "no_context",
            "page_fault",
            "    [exception RIP: sysrq_handle_crash+22]",
            "__handle_sysrq",
        );
        const header = (state: string) =>
            `PANIC: "BUG: unable to handle kernel NULL pointer dereference at           (null)"\nSTATE: TASK_RUNNING (${state})\n`;
        assert.equal(read({ header: header("PANIC"), bt }).panic.kind, "sysrq");
        assert.equal(read({ header: header("SYSRQ") }).panic.kind, "sysrq");
        const log = lines(
            "sysrq: SysRq : Trigger a crash",
            "BUG: unable to handle kernel NULL pointer dereference at           (null)",
            "RIP: 0010:[<ffffffffbd3d1956>]  [<ffffffffbd3d1956>] sysrq_handle_crash+0x16/0x20",
            "Call Trace:",
            " [<ffffffffbd3d2146>] __handle_sysrq+0xf6/0x150",
            "---[ end trace 8794939ba0598b91 ]---",
        );
        const { panic, place } = read({ log });
        assert.deepEqual([panic.kind, place], ["sysrq", { symbol: "sysrq_handle_crash", offset: 22 }]);
    });

    it("is told by the stack where crash found no text", () => {
        const kind = (...symbols: string[]) =>
            read({
                header: 'PANIC: ""\nSTATE: TASK_RUNNING (PANIC)\n',
                bt: frames("machine_kexec", ...symbols),
            }).panic.kind;
        assert.equal(kind("oops_end", "exc_general_protection", "asm_exc_general_protection"), "oops");
        assert.equal(kind("panic", "watchdog_timer_fn", "__hrtimer_run_queues"), "soft-lockup");
        assert.equal(kind("panic", "mce_panic", "do_machine_check"), "mce");
        assert.equal(kind("panic", "own_check"), "panic-call");
    });

    it("is the first panic's, after which nothing counts", () => {
        const log = lines(
            "VFS: Cannot open root device",
            "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
            "watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [swapper/0:1]",
            "Kernel panic - not syncing: softlockup: hung tasks",
        );
        assert.equal(
            read({ log }).panic.text,
            "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
        );
    });

    it("is an oops where only the end of one is in the log", () => {
        const end = lines(
            "RIP: 0010:found+0x8/0xb0",
            "Kernel panic - not syncing: Fatal exception in interrupt",
        );
        assert.deepEqual([read({ log: end }).panic.kind, read({ log: end }).place.symbol], ["oops", "found"]);
        const header = 'PANIC: "BUG: unable to handle kernel NULL pointer dereference at 0000000000000008"\n';
        const both = read({ log: end, header });
        assert.deepEqual(
            [both.panic.kind, both.place.symbol],
            ["null-pointer", "found"],
            "crash has seen it all",
        );
        assert.equal(read({ log: `Linux version 6.6.0-1 (x)\n${end}` }).header.release, "6.6.0-1");
        assert.equal(
            read({ log: "Kernel panic - not syncing: synchronous external abort: Fatal exception\n" }).panic
                .kind,
            "oops",
        );
        for (const text of [
            "divide error: 0000 [#1] SMP",
            "traps: PANIC: double fault, error_code: 0x0",
            "illegal operation: 0001 ilc:1 [#1] SMP",
        ])
            assert.equal(read({ log: text }).panic.kind, "oops", text);
    });

    it("is that of the thread that called panic(), where two print at once", () => {
        const log = lines(
            "[    1.000000][  T101] general protection fault: 0000 [#1] SMP",
            "[    1.000001][  T102] BUG: KASAN: use-after-free in found+0x1/0x2",
            "[    1.000002][  T101] RIP: 0010:other+0x1/0x2",
            "[    1.000003][  T102] Call Trace:",
            "[    1.000004][  T101] Call Trace:",
            "[    1.000005][  T102]  kasan_report+0x1/0x2",
            "[    1.000006][  T101]  other_caller+0x1/0x2",
            "[    1.000007][  T102]  found+0x1/0x2",
            "[    1.000008][  T102] Kernel panic - not syncing: panic_on_warn set ...",
        );
        const { panic, place, backtrace } = read({ log });
        assert.deepEqual([panic.kind, place.symbol], ["kasan", "found"]);
        assert.deepEqual(
            backtrace.map(({ symbol }) => symbol),
            ["kasan_report", "found"],
        );
    });

    it("is doubted where a kernel may go on after the last fault in its log, and crash's word counts more", () => {
        const log = "WARNING: CPU: 0 PID: 9 at mm/own.c:3 own+0x1/0x2\n";
        const alone = read({ log });
        assert.equal(alone.panic.kind, "warning");
        assert.match(alone.doubts.join(), /does not say that the kernel ended/);
        assert.match(summaryOf(alone), /nothing in the dump says why; .* by a warning \(WARN\), in own\(\)/);
        const state = read({ log, header: "STATE: TASK_RUNNING (PANIC)\n" });
        assert.deepEqual([state.panic.kind, state.panic.uncertain], ["warning", true]);
        const told = read({ log, header: 'PANIC: "Kernel panic - not syncing: sysrq triggered crash"\n' });
        assert.deepEqual([told.panic.kind, told.doubts], ["sysrq", []]);
    });
});

describe("a line of the kernel log", () => {
    it("has its level, its stamp, who printed it and a console's prompt before the text", () => {
        const texts = [
            "<4>[    1.000000][  T101] text",
            "[    1.000000 ][    C0 ] text",
            "web login: [    1.000000] text",
            "<1>text",
        ];
        assert.deepEqual(
            parseKernelLog(texts.join("\n")).map((line) => [line.text, callerOf(line)]),
            [
                ["text", "T101"],
                ["text", "C0"],
                ["text", undefined],
                ["text", undefined],
            ],
        );
    });
});

describe("what was before a crash", () => {
    it("is read of distributions' columns of taints, and of several lines of modules", () => {
        const { header, taints, modules } = read({
            log: lines(
                "general protection fault: 0000 [#1] SMP",
                "Modules linked in: own(OE) xfs",
                " libcrc32c dm_mod",
                "CPU: 3 PID: 99 Comm: a: b Kdump: loaded Tainted: G        W  OE    --------- -  - 4.18.0-80.el8.x86_64 #1",
            ),
        });
        assert.deepEqual([header.pid, header.command, header.release], [99, "a: b", "4.18.0-80.el8.x86_64"]);
        assert.deepEqual(
            taints.map(({ letter }) => letter),
            ["W", "O", "E"],
        );
        assert.deepEqual(
            modules.map(({ name }) => name),
            ["own", "xfs", "libcrc32c", "dm_mod"],
        );
    });

    it("is not what the fault itself tainted the kernel with", () => {
        const after = (panic: string, mask: string) =>
            read({ header: `PANIC: "${panic}"\n`, taint: `TAINTED_MASK: 1 ${mask}\n` })
                .taints.map(({ letter }) => letter)
                .join("");
        assert.equal(after("kernel BUG at own.c:1!", "DOE"), "OE");
        assert.equal(after("Kernel panic - not syncing: softlockup: hung tasks", "LW"), "W");
        const log = lines(
            "BUG: KASAN: use-after-free in found+0x1/0x2",
            "CPU: 3 PID: 99 Comm: x Not tainted 6.6.0",
            "Kernel panic - not syncing: panic_on_warn set ...",
            "CPU: 3 PID: 99 Comm: x Tainted: G    B 6.6.0",
        );
        assert.deepEqual(read({ log }).taints, []);
    });
});

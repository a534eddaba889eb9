import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import * as fc from "fast-check";

import { findingsOf } from "../../src/vmcore/findings";
import { parseBacktrace } from "../../src/vmcore/parse/backtrace";
import { parseCallTraces } from "../../src/vmcore/parse/callTrace";
import { parseCrashHeader } from "../../src/vmcore/parse/crashHeader";
import { parseModules } from "../../src/vmcore/parse/crashModules";
import { lastFault } from "../../src/vmcore/parse/fault";
import { parseKernelLog } from "../../src/vmcore/parse/kernelLog";
import { placeNamedBy } from "../../src/vmcore/parse/namedPlace";
import { parseOops } from "../../src/vmcore/parse/oops";
import { parseSym } from "../../src/vmcore/parse/sym";
import { parseTaintMask, taintsOf } from "../../src/vmcore/parse/taint";
import { rawReport, vmcoreFixtures, vmcoreText } from "../support/vmcoreFixtures";

describe("parseCrashHeader", () => {
    it("reads crash 7, whose DATE has no zone and whose context is indented less", () => {
        assert.deepEqual(parseCrashHeader(vmcoreText("crash-7-sysrq/header.txt")), {
            kernel: "/usr/lib/debug/lib/modules/3.10.0-1160.el7.x86_64/vmlinux",
            dumpfile: "/var/crash/127.0.0.1-2021-03-04-10:11:12/vmcore",
            flags: ["PARTIAL DUMP"],
            partial: true,
            incomplete: false,
            cpus: 2,
            date: "2021-03-04T10:11:09Z",
            dateText: "Thu Mar  4 10:11:09 2021",
            uptime: 12 * 86400 + 3 * 3600 + 4 * 60 + 5,
            loadAverage: [0.08, 0.03, 0.05],
            tasks: 138,
            nodename: "db1.example.com",
            release: "3.10.0-1160.el7.x86_64",
            version: "#1 SMP Mon Oct 19 16:18:59 UTC 2020",
            machine: "x86_64",
            clockMhz: 2397,
            memory: 4 * 2 ** 30,
            panic: "SysRq : Trigger a crash",
            pid: 2817,
            command: "bash",
            task: "ffff8a2b36f1e300",
            threadInfo: "ffff8a2b35a2c000",
            cpu: 1,
            state: "TASK_RUNNING",
            stateReason: "SYSRQ",
            doubts: [],
        });
    });

    it("reads crash 9, and doubts what cannot be right", () => {
        const header = parseCrashHeader(vmcoreText("crash-9-sysrq/header.txt"));
        assert.equal(header.date, undefined);
        assert.equal(header.dateText, "Thu Jan  1 00:00:00 UTC 1970");
        assert.equal(header.incomplete, true);
        assert.equal(header.cpus, 2, "crash tells all of them, and how many of these were offline");
        assert.equal(header.offlineCpus, 2);
        assert.equal(header.clockMhz, undefined);
        assert.equal(header.memory, Math.round(3.9 * 2 ** 30));
        assert.equal(header.task, "ffff8c1a05d6a980");
        assert.deepEqual(header.doubts, [
            "reported panic task ffff8c1a05d6a981 not found",
            'DATE "Thu Jan  1 00:00:00 UTC 1970" was not read from the dump; this crash is too old for its kernel.',
        ]);
    });

    it("reads TAINTED beside KERNEL, and what is said after PANIC", () => {
        const header = parseCrashHeader(vmcoreText("crash-8-null-pointer/header.txt"));
        assert.equal(header.kernel, "vmlinux");
        assert.deepEqual(header.flags, ["TAINTED", "PARTIAL DUMP"]);
        assert.equal(header.panic, "Oops: 0002 [#1] PREEMPT SMP PTI");
    });

    const dates: [string, string | undefined][] = [
        ["Sat Oct  6 14:05:16 EDT 2018", "2018-10-06T14:05:16-04:00"],
        ["Sat Oct  6 14:05:16 +0530 2018", "2018-10-06T14:05:16+05:30"],
        ["Sat Oct  6 14:05:16 -03 2018", "2018-10-06T14:05:16-03:00"],
        ["Sat Oct  6 14:05:16 CST 2018", undefined],
        ["Sat Feb 31 14:05:16 UTC 2018", undefined],
        ["yesterday", undefined],
    ];
    for (const [text, iso] of dates) {
        it(`reads the date ${text}`, () => {
            const header = parseCrashHeader(`DATE: ${text}\n`);
            assert.equal(header.date, iso);
            assert.equal(header.doubts.length, iso === undefined ? 1 : 0);
        });
    }

    it("takes the zone of a date without one from the caller", () => {
        assert.equal(
            parseCrashHeader("DATE: Sat Oct  6 14:05:16 2018", { zone: "CEST" }).date,
            "2018-10-06T14:05:16+02:00",
        );
    });

    it("takes the first of two lines, so that a host's name cannot add one", () => {
        const header = parseCrashHeader('NODENAME: a\n   PANIC: "real"\n   PANIC: "forged"\n');
        assert.equal(header.panic, "real");
    });

    it("reads split dumps and split debug data", () => {
        const header = parseCrashHeader(
            "   KERNEL: /boot/vmlinux-5.3.18.gz\nDEBUGINFO: /usr/lib/debug/boot/vmlinux-5.3.18.debug\n" +
                "DUMPFILES: vmcore.1 [PARTIAL DUMP]\n           vmcore.2 [PARTIAL DUMP]\n",
        );
        assert.equal(header.kernel, "/boot/vmlinux-5.3.18.gz");
        assert.equal(header.debuginfo, "/usr/lib/debug/boot/vmlinux-5.3.18.debug");
        assert.equal(header.dumpfile, "vmcore.1");
        assert.equal(header.partial, true);
    });
});

describe("parseBacktrace", () => {
    it("reads frames, the exception among them, and no frame of user space", () => {
        const [stack, ...others] = parseBacktrace(vmcoreText("crash-7-sysrq/bt.txt"));
        assert.deepEqual(others, []);
        assert.equal(stack.pid, 2817);
        assert.equal(stack.command, "bash");
        assert.deepEqual(
            stack.frames.map(({ level }) => level),
            Array.from({ length: 16 }, (_, level) => level),
        );
        assert.deepEqual(stack.frames[9].exception?.symbol, "sysrq_handle_crash");
        assert.deepEqual(stack.frames[9].exception?.offset, 22);
        assert.deepEqual(stack.frames[9].exception?.registers.RIP, "ffffffff8b2768f6");
        assert.deepEqual(stack.frames[9].exception?.registers.R8, "ffffffff8bdf6c9c");
        assert.deepEqual(stack.frames[9].exception?.registers.ORIG_RAX, "ffffffffffffffff");
        assert.equal(stack.frames[15].exception?.symbol, undefined);
    });

    it("reads source lines and modules", () => {
        const [stack] = parseBacktrace(vmcoreText("crash-8-null-pointer/bt.txt"));
        assert.equal(stack.frames.length, 12);
        assert.deepEqual(
            { ...stack.frames[6] },
            {
                level: 6,
                stackPointer: "ffffb3a5c04a7d38",
                symbol: "nullderef_init",
                address: "ffffffffc0a12052",
                module: "nullderef",
                file: "/root/nullderef/nullderef.c",
                line: 18,
            },
        );
        assert.equal(stack.frames[4].line, 1527);
    });

    it("reads offsets of bt -s, in both notations", () => {
        const [stack] = parseBacktrace(vmcoreText("crash-9-sysrq/bt.txt"));
        assert.equal(stack.frames[2].offset, 0x358);
        assert.equal(stack.frames[4].symbol, "__handle_sysrq.cold");
        assert.equal(parseBacktrace(" #0 [ff00] f+12 at ff01\n")[0].frames[0].offset, 12);
    });

    it("reads several tasks, the ends of stacks, and arm64's exceptions", () => {
        const stacks = parseBacktrace(
            [
                'PID: 0        TASK: ffffffff81c0f480  CPU: 0    COMMAND: "swapper/0"',
                " #0 [fffffe0000009e50] crash_nmi_callback at ffffffff81053f3a",
                "    [exception RIP: unknown or invalid address]",
                "    RIP: 0000000000000010  RSP: fffffe0000009e60  RFLAGS: 00000046",
                "--- <NMI exception stack> ---",
                " #1 [ffffffff81c03e60] default_idle (via do_idle) at ffffffff8187d2ce",
                "",
                'PID: 42       TASK: ffff000001234500  CPU: 3    COMMAND: "a \\"b\\""',
                " #0 [ffff80000a3bbb10] el1h_64_irq at ffff800008011a94",
                "     PC: ffff800008c4a1b0  [cpu_do_idle+16]",
                "     LR: ffff800008c4a1ac  [cpu_do_idle+12]",
            ].join("\n"),
        );
        assert.equal(stacks.length, 2);
        assert.equal(stacks[0].frames[0].stackEnds, "NMI exception stack");
        assert.equal(stacks[0].frames[0].exception?.symbol, undefined);
        assert.equal(stacks[0].frames[1].symbol, "default_idle");
        assert.equal(stacks[1].command, 'a \\"b\\"');
        assert.equal(stacks[1].frames[0].exception?.symbol, "cpu_do_idle");
        assert.equal(stacks[1].frames[0].exception?.registers.PC, "ffff800008c4a1b0");
    });
});

describe("parseSym", () => {
    it("reads what was found and passes over what was not", () => {
        const symbols = parseSym(vmcoreText("crash-8-null-pointer/sym.txt"));
        assert.equal(symbols.length, 5);
        assert.deepEqual(symbols[2], {
            address: "ffffffffc0a12039",
            type: "t",
            symbol: "follow_nothing",
            offset: 9,
            module: "nullderef",
            file: "/root/nullderef/nullderef.c",
            line: 9,
        });
    });

    it("reads a symbol without offset, module and line", () => {
        assert.deepEqual(parseSym("ffffffff81000000 (T) startup_64\n"), [
            { address: "ffffffff81000000", type: "T", symbol: "startup_64" },
        ]);
    });
});

describe("the kind of panic", () => {
    for (const file of fs.readdirSync(path.join(vmcoreFixtures, "logs"))) {
        const kind = path.basename(file, ".txt");
        it(`is ${kind} where the log says so`, () => {
            const lines = parseKernelLog(vmcoreText(`logs/${file}`)).map(({ text }) => text);
            const fault = lastFault(lines);
            assert.equal(fault?.kind, kind);
            assert.equal(fault?.to, lines.length - 1);
            assert.ok(fault.from <= fault.headline && fault.headline <= fault.to);
        });
    }

    it("is sysrq on old kernels, though what follows is a null pointer", () => {
        const lines = parseKernelLog(vmcoreText("crash-7-sysrq/log.txt")).map(({ text }) => text);
        assert.deepEqual(lastFault(lines), {
            kind: "sysrq",
            text: "SysRq : Trigger a crash",
            from: 1,
            to: 14,
            headline: 1,
        });
    });

    it("is nothing in a log of an ordinary day", () => {
        assert.equal(lastFault(["Linux version 6.1", "systemd[1]: Started"]), undefined);
    });

    it("is told by crash's header where there is no log", () => {
        const panic = (folder: string) => findingsOf(rawReport(folder, { log: "" })).panic.kind;
        assert.equal(panic("crash-9-sysrq"), "sysrq");
        assert.equal(panic("crash-7-sysrq"), "sysrq");
        assert.equal(panic("crash-8-null-pointer"), "oops");
        assert.equal(findingsOf(rawReport("logs")).panic.kind, "unknown");
    });
});

describe("the kernel's own account", () => {
    it("gives task, place, taint, calls and modules", () => {
        const lines = parseKernelLog(vmcoreText("crash-8-null-pointer/log.txt")).map(({ text }) => text);
        const oops = parseOops(lines);
        assert.equal(oops.command, "sh");
        assert.equal(oops.taint, "GOE");
        assert.equal(oops.release, "6.1.0-37-cloud-amd64");
        const [trace] = parseCallTraces(lines);
        assert.equal(trace.interrupted?.symbol, "follow_nothing");
        assert.equal(trace.interrupted.module, "nullderef");
        assert.deepEqual(
            trace.frames.map(({ symbol }) => symbol),
            [
                "nullderef_init",
                "do_one_initcall",
                "do_init_module",
                "__do_sys_finit_module",
                "do_syscall_64",
                "entry_SYSCALL_64_after_hwframe",
            ],
        );
        assert.deepEqual(oops.modules[0], { name: "nullderef", taint: "OE+" });
    });

    it("is read from kernels with UID and with named taints", () => {
        const oops = parseOops(parseKernelLog(vmcoreText("logs/oops.txt")).map(({ text }) => text));
        assert.equal(oops.command, "kworker/0:2");
        assert.equal(oops.release, "6.14.0-1-generic");
    });

    it("gives BUG's file and line", () => {
        const lines = parseKernelLog(vmcoreText("logs/bug.txt")).map(({ text }) => text);
        assert.deepEqual(placeNamedBy(lastFault(lines)?.text ?? ""), {
            file: "/root/bugmod/bugmod.c",
            line: 12,
        });
    });

    it("names taints, and says of an unknown letter that it is one", () => {
        assert.equal(parseTaintMask(vmcoreText("crash-8-null-pointer/taint.txt")), "OE");
        assert.deepEqual(
            taintsOf("G OEZ").map(({ letter }) => letter),
            ["O", "E", "Z"],
        );
    });

    it("lists modules with what they tainted", () => {
        const modules = parseModules(
            vmcoreText("crash-8-null-pointer/mod.txt"),
            vmcoreText("crash-8-null-pointer/modTaint.txt"),
        );
        assert.deepEqual(modules, [
            { name: "virtio_net", size: 69632 },
            { name: "nullderef", size: 16384, taint: "OE" },
        ]);
    });
});

describe("any text at all", () => {
    const whole = ["crash-7-sysrq", "crash-8-null-pointer", "crash-9-sysrq"].flatMap((folder) =>
        ["header", "bt", "sym", "log", "mod"].flatMap((name) =>
            vmcoreText(`${folder}/${name}.txt`).split("\n"),
        ),
    );
    /** Lines of real shape, some with a piece cut out or something foreign put in. */
    const torn = fc
        .tuple(
            fc.constantFrom(...whole),
            fc.nat(120),
            fc.nat(40),
            fc.string({ unit: "binary", maxLength: 8 }),
        )
        .map(([line, at, length, foreign]) => line.slice(0, at) + foreign + line.slice(at + length));
    const text = fc.oneof(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc
            .array(fc.oneof(torn, fc.constantFrom(...whole)), { maxLength: 60 })
            .map((lines) => lines.join("\n")),
    );

    it("is read without an exception, and nothing comes out that is not finite", () => {
        fc.assert(
            fc.property(text, text, (one, other) => {
                const raw = rawReport("none", {
                    header: one,
                    bt: other,
                    sym: one,
                    log: other,
                    mod: one,
                    taint: other,
                });
                const json = JSON.stringify([
                    findingsOf(raw),
                    parseCrashHeader(one),
                    parseBacktrace(one),
                    parseSym(one),
                    parseModules(one, other),
                ]);
                assert.doesNotMatch(json, /":null\b/);
            }),
            { numRuns: 400 },
        );
    });
});

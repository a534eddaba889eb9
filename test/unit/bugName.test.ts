// One name for one bug: title and fingerprint, and what must not change them.
import * as assert from "node:assert/strict";

import * as fc from "fast-check";

import { findingsOf } from "../../src/vmcore/findings";
import { sessionReport } from "../../src/vmcore/parse/session";
import { RawReport } from "../../src/vmcore/rawReport";
import { recordedKinds, recordedReport } from "../support/vmcoreFixtures";

/** The name of what crash printed, or of a kernel log. */
function nameOf(raw: RawReport): [title: string, fingerprint: string] {
    const { title, fingerprint } = findingsOf(raw);
    return [title, fingerprint];
}

const logName = (log: string) => nameOf({ ...sessionReport(""), log });

/** What may differ between two crashes of one bug. */
interface Circumstances {
    cpu: number;
    pid: number;
    seconds: number;
    /** Where the kernel was put in memory. */
    base: bigint;
    /** Added to every offset, as by another build. */
    shift: number;
    /** What the compiler appends to the names of functions. */
    suffix: string;
    command: string;
}

const circumstances: fc.Arbitrary<Circumstances> = fc.record({
    cpu: fc.integer({ min: 0, max: 4095 }),
    pid: fc.integer({ min: 1, max: 4194304 }),
    seconds: fc.integer({ min: 0, max: 10_000_000 }),
    base: fc.bigInt({ min: 0xffffffff80000000n, max: 0xffffffffbfffffffn }),
    shift: fc.integer({ min: 0, max: 0xffff }),
    suffix: fc.constantFrom(
        "",
        ".isra.0",
        ".constprop.0",
        ".part.0.cold",
        ".cold",
        ".llvm.1234567890",
        ".isra.7.cold.74",
    ),
    command: fc.constantFrom("nginx", "kworker/3:1", "a b", "x86 CPU: 7"),
});

/** What the kernel prints of a fault in `spoil`, which `spoil_all` called, on the way of `memcpy`. */
function logOf({ cpu, pid, seconds, base, shift, suffix, command }: Circumstances): string {
    const at = (name: string, offset: number) =>
        `${name}+0x${(offset + shift).toString(16)}/0x${(offset + shift + 64).toString(16)}`;
    return [
        `BUG: unable to handle page fault for address: ${(base + 0x1000n).toString(16)}`,
        "#PF: supervisor write access in kernel mode",
        "Oops: 0002 [#1] PREEMPT SMP NOPTI",
        `CPU: ${cpu} PID: ${pid} Comm: ${command} Kdump: loaded Tainted: G           OE      6.1.0-56-amd64 #1  Debian 6.1.192-2`,
        "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2 04/01/2014",
        `RIP: 0010:${at("memcpy", 0x20)}`,
        `RSP: 0018:${base.toString(16)} EFLAGS: 00010246`,
        "Call Trace:",
        " <TASK>",
        ` ? ${at("asm_exc_page_fault", 0x22)}`,
        ` ${at(`spoil${suffix}`, 0x30)} [spoiler]`,
        ` ${at(`spoil_all${suffix}`, 0x40)} [spoiler]`,
        ` ${at("__x64_sys_write", 0x50)}`,
        ` ${at("do_syscall_64", 0x5c)}`,
        " </TASK>",
        "Kernel panic - not syncing: Fatal exception",
    ]
        .map((line, index) => `[${String(seconds).padStart(5)}.${String(index).padStart(6, "0")}] ${line}\n`)
        .join("");
}

/** What crash prints of the same. */
function backtraceOf({ cpu, pid, base, shift, suffix, command }: Circumstances): string {
    const names = [
        "machine_kexec",
        "__crash_kexec",
        "crash_kexec",
        "oops_end",
        "page_fault_oops",
        "exc_page_fault",
        "asm_exc_page_fault",
    ];
    const call = (name: string, level: number) =>
        ` #${level} [${(base + BigInt(level * 64)).toString(16)}] ${name} at ${(base + BigInt(shift + level)).toString(16)}`;
    const calls = [`spoil${suffix}`, `spoil_all${suffix}`].map(
        (name, index) => `${call(name, names.length + index)} [spoiler]`,
    );
    return [
        `PID: ${pid}  TASK: ${base.toString(16)}  CPU: ${cpu}  COMMAND: "${command}"`,
        ...names.map(call),
        `    [exception RIP: memcpy+${0x20 + shift}]`,
        `    RIP: ${base.toString(16)}  RSP: ${base.toString(16)}  RFLAGS: 00010246`,
        ...calls,
        call("__x64_sys_write", names.length + 2),
        call("do_syscall_64", names.length + 3),
        "",
    ].join("\n");
}

/** A session of crash without a log, in which PANIC is what the log said. */
function sessionOf(one: Circumstances): string {
    const panic = `      PANIC: "BUG: unable to handle page fault for address: ${one.base.toString(16)}"\n`;
    return `   NODENAME: web\n    RELEASE: 6.1.0-56-amd64\n${panic}\n${backtraceOf(one)}`;
}

describe("the name of a crash", () => {
    const name = ["BUG: unable to handle kernel paging request in spoil", "kdump-1:oops:spoil"];

    it("is the same at each boot, on each CPU, for each process and of each build", () => {
        fc.assert(fc.property(circumstances, (one) => assert.deepEqual(logName(logOf(one)), name)));
    });

    it("is the same of crash's stack, without the kernel log", () => {
        fc.assert(
            fc.property(circumstances, (one) =>
                assert.deepEqual(nameOf(sessionReport(sessionOf(one))), name),
            ),
        );
    });

    it("is the same of both together", () => {
        fc.assert(
            fc.property(circumstances, (one) =>
                assert.deepEqual(nameOf({ ...sessionReport(sessionOf(one)), log: logOf(one) }), name),
            ),
        );
    });

    it("is another one of another function or kind", () => {
        const one: Circumstances = {
            cpu: 0,
            pid: 1,
            seconds: 1,
            base: 0xffffffff81000000n,
            shift: 0,
            suffix: "",
            command: "init",
        };
        const log = logOf(one);
        const others = [
            log,
            log.replaceAll("spoil", "spill"),
            log.replace(/BUG: unable to handle page fault.*/, "kernel BUG at drivers/spoil.c:12!"),
            log
                .replace(/BUG: unable to handle page fault for .*/, "general protection fault: 0000 [#1]")
                .replace("memcpy", "spoil_all"),
        ].map((text) => logName(text)[1]);
        assert.equal(new Set(others).size, others.length, others.join());
    });
});

describe("the name of a real dump", () => {
    const names: Record<string, [string, string]> = {
        bug: ["kernel BUG in faults_bug", "kdump-1:bug:faults_bug"],
        "hung-task": ["INFO: task hung in faults_init", "kdump-1:hung-task:faults_init"],
        nmi: ["kernel panic: NMI: Not continuing", "kdump-1:nmi"],
        "null-pointer": [
            "BUG: unable to handle kernel NULL pointer dereference in faults_null",
            "kdump-1:oops:faults_null",
        ],
        "out-of-memory": [
            "kernel panic: Out of memory: compulsory panic_on_oom is enabled",
            "kdump-1:out-of-memory",
        ],
        "soft-lockup": ["BUG: soft lockup in faults_softlockup", "kdump-1:soft-lockup:faults_softlockup"],
        sysrq: ["kernel panic: sysrq triggered crash", "kdump-1:sysrq"],
    };

    for (const kind of recordedKinds) {
        it(`says ${names[kind][0]}`, () => {
            assert.deepEqual(nameOf(recordedReport(kind)), names[kind]);
        });

        it(`is the same of the kernel log alone (${kind})`, () => {
            assert.deepEqual(nameOf(recordedReport(kind, { header: "", bt: "", sym: "" })), names[kind]);
        });
    }

    it("is the same wherever the kernel lay in memory, at whatever time and on whichever CPU", () => {
        const change = fc.record({
            shift: fc.bigInt({ min: 1n, max: 0xfffffffn }),
            seconds: fc.integer({ min: 0, max: 999_999 }),
            cpu: fc.integer({ min: 0, max: 999 }),
            suffix: fc.constantFrom("", ".cold", ".isra.0", ".constprop.0.cold"),
        });
        fc.assert(
            fc.property(
                fc.constantFrom(...recordedKinds),
                change,
                (kind, { shift, seconds, cpu, suffix }) => {
                    const moved = (text: string) =>
                        text
                            .replace(/\b[0-9a-f]{16}\b/g, (address) =>
                                (BigInt(`0x${address}`) ^ shift).toString(16).padStart(16, "0"),
                            )
                            .replace(/^\[ *\d+\./gm, `[${String(seconds).padStart(5)}.`)
                            .replace(/\bCPU: \d+/g, `CPU: ${cpu}`)
                            .replace(/\bCPU#\d+/g, `CPU#${cpu}`)
                            .replace(
                                /\b(faults_\w+)(?:\.[\w.]+)?\+0x[0-9a-f]+\/0x[0-9a-f]+/g,
                                `$1${suffix}+0x${cpu.toString(16)}/0x400`,
                            );
                    const raw = recordedReport(kind);
                    assert.deepEqual(
                        nameOf({ ...raw, log: moved(raw.log), bt: moved(raw.bt), sym: "" }),
                        names[kind],
                    );
                    assert.deepEqual(nameOf({ ...sessionReport(""), log: moved(raw.log) }), names[kind]);
                },
            ),
        );
    });

    it("is the same of crash's stack alone, where the stack and PANIC tell", () => {
        for (const kind of ["bug", "nmi", "out-of-memory", "soft-lockup", "sysrq"]) {
            assert.deepEqual(nameOf(recordedReport(kind, { log: "" })), names[kind]);
        }
        // PANIC is "Oops: 0002 [#1] …", which does not say that the pointer was null.
        assert.deepEqual(nameOf(recordedReport("null-pointer", { log: "" })), [
            "Oops in faults_null",
            names["null-pointer"][1],
        ]);
    });

    it("blames nobody for a hung task whose stack is not in the log", () => {
        const [title, fingerprint] = nameOf(recordedReport("hung-task", { log: "" }));
        assert.deepEqual([title, fingerprint], ["INFO: task hung", "kdump-1:hung-task:info-task-hung"]);
    });
});

/** Pieces that titles are made of, and others. */
const pieces = fc.constantFrom(
    "BUG: KASAN: slab-use-after-free in ",
    "Read of size 8 at addr ffff888012345678 by task a/1",
    "BUG: KMSAN: ",
    "BUG: KCSAN: data-race in ",
    "BUG: KFENCE: out-of-bounds read in ",
    "UBSAN: shift-out-of-bounds in ",
    "WARNING: CPU: 1 PID: 1 at ",
    "lib/refcount.c:28 ",
    "kernel BUG at ",
    "INFO: task ",
    " blocked for more than 120 seconds",
    "rcu: INFO: rcu_preempt self-detected stall on CPU",
    "possible circular locking dependency detected",
    "Kernel panic - not syncing: ",
    "RIP: 0010:",
    "Call Trace:\n",
    " foo+0x10/0x20\n",
    " ? bar+0x1/0x2 [m]\n",
    "\n",
    "[    1.000000] ",
    "\u0000",
    "\ud800",
    " / ",
    "in ",
    "+0x1/0x2",
);

describe("the name of hostile text", () => {
    const hostile = fc.array(fc.oneof({ weight: 4, arbitrary: pieces }, fc.string({ unit: "binary" })), {
        maxLength: 60,
    });

    it("is a line, and a word, whatever stands there", () => {
        fc.assert(
            fc.property(hostile, (parts) => {
                for (const raw of [
                    { ...sessionReport(""), log: parts.join("") },
                    sessionReport(parts.join("")),
                ]) {
                    const [title, fingerprint] = nameOf(raw);
                    assert.match(title, /^[\x20-\x7e]{1,300}$/);
                    assert.match(fingerprint, /^kdump-1(?::[\w$-]{1,128}){1,2}$/);
                }
            }),
        );
    });
});

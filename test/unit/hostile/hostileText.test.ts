// What strangers can write: the kernel log, names and stacks of a machine that crashed, answers of a host, files of an
// administrator. Every reader of it takes a time that grows with the length alone, and throws nothing but its own error.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as fc from "fast-check";

import {
    CrashkernelError,
    crashkernelWarnings,
    KdumpConfError,
    parseBacktrace,
    parseCrashHeader,
    parseCrashkernel,
    parseKdumpConf,
    parseSym,
    predictReservation,
    validateKdumpConf,
} from "../../../src";
import { collectingHostProblems } from "../../../src/collection/sshAccount";
import { consoleNews, consoleTail } from "../../../src/drill/consoleTail";
import { destinationProblems } from "../../../src/dumpCollectionArgs";
import { parseStep } from "../../../src/host/answer";
import { connectionProblems } from "../../../src/host/connection";
import { explanation } from "../../../src/host/explain";
import { parseFacts } from "../../../src/host/facts";
import { parseRawReport } from "../../../src/report/rawReport";
import { findingsOf, VmcoreFindings } from "../../../src/vmcore/findings";
import { isMachinery, isWaiting } from "../../../src/vmcore/machinery";
import { parseCallTraces } from "../../../src/vmcore/parse/callTrace";
import { crashDate } from "../../../src/vmcore/parse/crashDate";
import { parseModules } from "../../../src/vmcore/parse/crashModules";
import { lastFault } from "../../../src/vmcore/parse/fault";
import { parseKernelLog } from "../../../src/vmcore/parse/kernelLog";
import { placeNamedBy } from "../../../src/vmcore/parse/namedPlace";
import { parseOops } from "../../../src/vmcore/parse/oops";
import { panicsIn } from "../../../src/vmcore/parse/pstore";
import { parseTaintMask, taintsOf } from "../../../src/vmcore/parse/taint";
import { RawReport, reportTexts } from "../../../src/vmcore/rawReport";
import { reportHtml } from "../../../src/vmcore/render/html";
import { reportMarkdown } from "../../../src/vmcore/render/markdown";
import { sourceText, summaryOf } from "../../../src/vmcore/render/summary";
import { reportText } from "../../../src/vmcore/render/text";
import { collectedReportProblems } from "../../../src/vmcoreReportArgs";
import { assertLinear } from "../../support/linear";
import { rawReport } from "../../support/vmcoreFixtures";

/** Something that reads what strangers write. */
interface Reader {
    read: (text: string) => unknown;
    /** What a text begins with, to come further. */
    heads: string[];
    /** What is repeated. */
    pieces: string[];
    /** The only error that it may throw, if it may throw one. */
    throws?: (error: unknown) => boolean;
}

const blanks = [" ", "\t", "\n", "\r", "\r\n", " \n", "\b", "\u2028", "\0"];
const marks = [
    "a",
    "0",
    ".",
    "/",
    "/./",
    "-",
    "+",
    "a+",
    ":",
    ": 1",
    "[",
    "]",
    " [A]",
    " [",
    "(",
    " (",
    '"',
    "`",
    "` ",
    "#",
    " #",
];
const names = ["constructor", "__proto__", "toString", "hasOwnProperty"];
const fault = "Kernel panic - not syncing: x\n";

/** Every section of a report, and every report that is made of it. */
function report(change: Partial<RawReport>): void {
    const findings = findingsOf(rawReport("none", change));
    for (const write of [reportHtml, reportMarkdown, reportText, summaryOf]) write(findings);
}

const inConf = (property: string) => (text: string) => validateKdumpConf({ [property]: text });
const kdumpConfError = (error: unknown) => error instanceof KdumpConfError;
const crashkernelError = (error: unknown) => error instanceof CrashkernelError;
const sentence = (error: unknown) => error instanceof Error && /^The host program .*\.$/s.test(error.message);

const readers: Record<string, Reader> = {
    parseCrashHeader: {
        read: (text) => parseCrashHeader(text),
        heads: [
            "KERNEL: x",
            "DEBUG KERNEL: x",
            "DUMPFILE: ",
            "STATE: x (",
            "DATE: ",
            "CPUS: ",
            "MACHINE: ",
            "MEMORY: 1",
            'PANIC: "',
            "TASK: f",
            "LOAD AVERAGE: ",
        ],
        pieces: [...blanks, ...marks, "KERNEL: ", "WARNING: x\n"],
    },
    parseBacktrace: {
        read: parseBacktrace,
        heads: [
            'PID: 1 TASK: ff CPU: 0 COMMAND: "',
            " #0 [ff] ",
            " #0 [ff] f at ff",
            " #0 [ff] f at ff\n    ",
            " #0 [ff] f at ff\n    /a",
            " #0 [ff] f at ff\n    [exception RIP: ",
            " #0 [ff] f at ff\n    [exception RIP: f+1] ",
            " #0 [ff] f at ff\n    RIP: ff ",
            " #0 [ff] f at ff\n     PC: ff [",
            " #0 [ff] f at ff\n--- <",
        ],
        pieces: [...blanks, ...marks, " (via x)", "/a", "R1: ff ", "-", " #0 [ff] f at ff\n"],
    },
    parseSym: {
        read: parseSym,
        heads: ["ff (T) ", "ff (T) a", "ff (T) a ", "ff (T) a+1 [m"],
        pieces: [...blanks, ...marks, "x: 1", "ff (T) a\n"],
    },
    parseModules: {
        read: (text) => parseModules(text, text),
        heads: ["ffffffffff ", "ffffffffff a ", "a ", "a A("],
        pieces: [...blanks, ...marks, " a", "A+", "ffffffff "],
    },
    panicsIn: {
        read: (text) =>
            panicsIn([
                { name: "dmesg-erst-7301444403200000001", written: NaN, text: `Oops#1 Part1\n${text}` },
                { name: "dmesg-erst-7301444403200000002", written: 1, text: `Panic#2 Part1\n${text}` },
                { name: text, written: 0, text },
            ]),
        heads: ["<4>[    1.000000] ", "Panic#1 Part1\n", fault],
        pieces: [...blanks, ...marks, "[ 1.0", "Part1", "dmesg-erst-"],
    },
    "parseKernelLog, lastFault, parseCallTraces, placeNamedBy and parseOops": {
        read: (text) => {
            const lines = parseKernelLog(text).map((line) => line.text);
            lastFault(lines);
            parseCallTraces(lines);
            placeNamedBy(text);
            return parseOops(lines);
        },
        heads: [
            "BUG: KASAN: ",
            "BUG: KASAN: a in f",
            "WARNING: CPU: 1 PID: 2 at ",
            "WARNING: [",
            "INFO: possible ",
            "INFO: rcu_",
            "Krnl PSW : ",
            "epc : ",
            "--- interrupt: 300 at ",
            "Call Trace:\n(f) from (",
            "Call Trace:\n <IRQ> [<ff>] ",
            "Pid: 1, comm: ",
            "[ 1.0",
            "Kernel panic - not syncing: ",
            "INFO: task ",
            "[Hardware Error]: ",
            "RIP: 0010:f+0x1/0x2 [",
            "Call Trace:\n f+0x1/0x2",
            "Call Trace:\n f+0x1/0x2 [m",
            "Call Trace:\n [<ff>] ",
            "CPU: 1 PID: 2 Comm: ",
            "CPU: 1 PID: 2 Comm: x Tainted: ",
            "kernel BUG at ",
            "Hardware name: x",
            "Modules linked in: ",
        ],
        pieces: [
            ...blanks,
            ...marks,
            "Kernel panic - not syncing: ",
            "INFO: task ",
            " blocked for more than 1",
            "[Hardware Error]:",
            "kernel BUG at a:1",
            "Tainted: A ",
            "A ",
            "a(",
            "a(A) ",
            "[last unloaded:",
            "Modules linked in:",
            "BUG: soft lockup - CPU\n",
            " f+0x1/0x2\n",
            "RIP: 0010:f+0x1/0x2\n",
            "Call Trace:\n",
            "BUG: KASAN: a in f\n",
            "WARNING: at a:1 f\n",
            " from ",
            "<IRQ> ",
            "[<ff>] ",
            "--- ",
        ],
    },
    "isMachinery and isWaiting": {
        read: (text) => [isMachinery(text), isWaiting(text)],
        heads: ["asm_exc_", "__"],
        pieces: ["a", "_", "common_", "h_", "print_bug_", "."],
    },
    "parseTaintMask and taintsOf": {
        read: (text) => [parseTaintMask(text), taintsOf(text)],
        heads: ["TAINTED_MASK: 1", "TAINTED_MASK: 1 "],
        pieces: [...blanks, ...marks, "A ", "TAINTED_MASK: "],
    },
    crashDate: {
        read: (text) => crashDate(text, text),
        heads: ["Sat Oct ", "Sat Oct  6 14:05:16 "],
        pieces: [...blanks, ...marks, ...names],
    },
    sourceText: {
        read: (text) => sourceText(text, 1),
        heads: ["debian/build/"],
        pieces: [...marks, "/linux-", "/linux-a", "\n"],
    },
    "a report of a log": {
        read: (log) => report({ log }),
        heads: [fault],
        pieces: ["\n", "x\n", "`", "` ", "<", "@a ", "\u202e"],
    },
    "a report of a header": {
        read: (text) => report({ header: `NODENAME: ${text}\nSTATE: x (${text})\nCOMMAND: "${text}"\n` }),
        heads: [],
        pieces: [" ", "`", "` ", "<", ".", "\u202e", ...names],
    },
    explanation: {
        read: (text) => explanation("host", [text]),
        heads: ["error ["],
        pieces: [...blanks, "error [", "a-", "EOF", "connection refused"],
    },
    consoleTail: {
        read: (text) => {
            const file = path.join(directory, "console");
            fs.writeFileSync(file, text);
            return [consoleTail(file), consoleNews(file)];
        },
        heads: [],
        pieces: ["\u001b[", "\u001b[0", "\n", "\r", " ", "x", "\0"],
    },
    parseStep: { read: parseStep, heads: ["{"], pieces: ['"', "[", '"a":', "\\"], throws: sentence },
    parseFacts: { read: parseFacts, heads: ['{"schema":'], pieces: ['"', "[", "1", "\\"], throws: sentence },
    parseRawReport: {
        read: parseRawReport,
        heads: ['{"vmcore":'],
        pieces: ["[", "{}", '"'],
        throws: sentence,
    },
    parseKdumpConf: {
        read: parseKdumpConf,
        heads: ["path", "path /x", 'path "', "dracut_args "],
        pieces: [...blanks, ...marks, ...names, "path /x\n", "'", "x\n"],
        throws: kdumpConfError,
    },
    "validateKdumpConf of a line": {
        read: (text) => validateKdumpConf({ extra: [text] }),
        heads: ["path /", "nfs a:/"],
        pieces: [...blanks, ...marks, ...names],
    },
    ...Object.fromEntries(
        [
            "path",
            "sshkey",
            "coreCollector",
            "dracutArgs",
            "fenceKdumpArgs",
            "captureCommandLine",
            "kdumpPre",
        ].map((property) => [
            `validateKdumpConf of ${property}`,
            {
                read: inConf(property),
                heads: ["/", "makedumpfile ", '"'],
                pieces: [" ", "a", "/a", '"', "'", "\"a' ", "-d 1 ", "-d 1,", "--mount "],
            },
        ]),
    ),
    "a crashkernel value": {
        read: (text) => {
            parseCrashkernel(text);
            crashkernelWarnings(text);
            return predictReservation(text, 2 ** 33, { arch: "x86_64" });
        },
        heads: ["1", "1M", "1G-", "crashkernel="],
        pieces: [" ", ",", "-", ":", "@", "1", "9", "1M ", "1M,high ", "1G-2G:1M,", "\n", ",\n"],
        throws: crashkernelError,
    },
    "a connection": {
        read: (host) => connectionProblems({ host, hostKey: host, privateKey: host, password: "x" }),
        heads: ["ssh-ed25519 ", "a"],
        pieces: [" ", "a", "-", ".", "=", "A", ":", "\n"],
    },
    "a collecting host": {
        read: (text) => collectingHostProblems({ user: text, address: text, path: text, hostKeys: [text] }),
        heads: ["ssh-ed25519 ", "/", "a"],
        pieces: [" ", "a", "-", ".", "/a", "=", "A", "\n"],
    },
    "a store": {
        read: (text) =>
            destinationProblems({ s3: { bucket: text, endpoint: text, region: text, prefix: text } }),
        heads: ["https://", "a/"],
        pieces: ["a", "-", ".", "/a", "/", ":1", "[a"],
    },
    "the path of a dump": {
        read: (vmcore) => collectedReportProblems({ vmcore }),
        heads: ["a@", "/"],
        pieces: ["a", "@", ":", "/", "."],
    },
};

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-hostile-"));

/** Has a text read; the error that the reader is meant to throw is as good as an answer. */
function readWith({ read, throws }: Reader): (text: string) => unknown {
    return (text) => {
        try {
            return read(text);
        } catch (error) {
            if (throws?.(error) !== true) throw error;
            return undefined;
        }
    };
}

after(() => fs.rmSync(directory, { recursive: true }));

describe("a hostile text of 64 kB", function () {
    this.timeout(300_000);
    for (const [what, reader] of Object.entries(readers)) {
        it(`is read by ${what} in a time that grows with its length`, () => {
            const read = readWith(reader);
            for (const head of ["", ...reader.heads]) {
                for (const piece of reader.pieces) {
                    for (const end of ["", "\u0001", "\n\u0001"]) {
                        const make = (length: number) => head + piece.repeat(length / piece.length) + end;
                        assertLinear(`${what} of ${JSON.stringify([head, piece, end])}`, read, make);
                    }
                }
            }
        });
    }

    it("may be much longer still", () => {
        for (const piece of ["` ", " [A]", "KERNEL: x [A]\n", "x\n"]) {
            const text = piece.repeat(2 ** 20 / piece.length);
            report({ header: `KERNEL: x${text}`, log: fault + text, bt: text, mod: text, sym: text });
        }
    });
});

describe("any text of a stranger", () => {
    const words = Object.values(readers).flatMap(({ heads, pieces }) => [...heads, ...pieces]);
    const hostile = fc
        .array(fc.oneof(fc.constantFrom(...words, ...names), fc.string({ unit: "binary", maxLength: 4 })), {
            maxLength: 40,
        })
        .map((all) => all.join(""));

    for (const [what, reader] of Object.entries(readers)) {
        it(`is read by ${what} without another error than its own`, () => {
            const read = readWith(reader);
            fc.assert(
                fc.property(
                    fc.constantFrom("", ...reader.heads),
                    hostile,
                    (head, text) => void read(head + text),
                ),
                { numRuns: 200 },
            );
        });
    }

    it("makes no report throw, whatever its sections say", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...reportTexts),
                fc.constantFrom("", ...words),
                hostile,
                (section, head, text) => {
                    report({ [section]: head + text });
                },
            ),
            { numRuns: 500 },
        );
    });

    it("is no member of a table by the name of what every object has", () => {
        for (const name of names) {
            const { panic, header }: VmcoreFindings = findingsOf(
                rawReport("none", { header: `STATE: x (${name})\nDATE: Sat Oct  6 14:05:16 ${name} 2018\n` }),
            );
            assert.equal(panic.kind, "unknown");
            assert.equal(header.date, undefined);
            report({ header: `STATE: x (${name})\n` });
        }
    });
});

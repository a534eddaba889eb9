import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { parseRawReport } from "../../src/report/rawReport";
import { RawReport } from "../../src/vmcore/rawReport";
import { elfFile } from "../support/elf";
import { vmcoreText } from "../support/vmcoreFixtures";
import { Run, shells, ThrowawayRoot } from "./throwawayRoot";

export const release = "6.1.0-37-cloud-amd64";
export const build = "0123456789abcdef0123456789abcdef01234567";
export const vmlinux = `usr/lib/debug/lib/modules/${release}/vmlinux`;

/** What a dump in a test is. */
export interface DumpOptions {
    of?: string;
    id?: string;
    format?: "kdump" | "flattened" | "elf";
    /** Whether a flattened one ends with makedumpfile's mark. */
    whole?: boolean;
    /** Whose memory it is; absent where the header does not tell. */
    node?: string;
    machine?: string;
}

/** A dump as makedumpfile begins it: its header, and the notes of the kernel; a byte a character. */
export function dump(options: DumpOptions = {}): string {
    const { of = release, id = build, format = "kdump", whole = true, node, machine = "x86_64" } = options;
    const notes = `VMCOREINFO\0OSRELEASE=${of}\nBUILD-ID=${id}\nPAGESIZE=4096\n\0\xff\xfe`;
    const uname = node === undefined ? [] : ["Linux", node, of, "#1 SMP", machine, "(none)"];
    const names = uname.map((field) => field.padEnd(65, "\0")).join("");
    // Behind the names: a time of 16 bytes, the status, and the sizes of a block, of the sub header and of the bitmap.
    const sizes = "\0\x10\0\0\x01\0\0\0\x01\0\0\0";
    const header = `KDUMP   \x06\0\0\0${names}`.padEnd(428, "\0") + sizes;
    const body = header.padEnd(5000, "\0") + notes;
    if (format === "elf") return `\x7fELF\x02\x01\x01\0${notes.padStart(5000, "\0")}`;
    if (format === "kdump") return body;
    const start = `${"makedumpfile".padEnd(16, "\0")}${wide(1)}${wide(1)}`.padEnd(4096, "\0");
    return `${start}${wide(0)}${wide(body.length)}${body}${whole ? "\xff".repeat(16) : ""}`;
}

/** A number of 64 bits, the highest first. */
function wide(value: number): string {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(value));
    return bytes.toString("latin1");
}

/** A host with a dump of a null pointer, which its stand-in for crash reads. */
export class ReportRoot extends ThrowawayRoot {
    constructor(shell = shells.dash) {
        super(shell, { installed: true });
        this.install();
        fs.mkdirSync(path.join(this.base, "sections"));
        const folder = "crash-8-null-pointer";
        const header = vmcoreText(`${folder}/header.txt`);
        const at = header.indexOf("     PID:");
        const sections = {
            sys: header.slice(0, at),
            set: header.slice(at),
            bt: vmcoreText(`${folder}/bt.txt`).replaceAll(/^ {4}\/.*\n/gm, ""),
            "bt_-l": vmcoreText(`${folder}/bt.txt`),
            log: vmcoreText(`${folder}/log.txt`),
            mod: vmcoreText(`${folder}/mod.txt`),
            "mod_-t": vmcoreText(`${folder}/modTaint.txt`),
            "sys_-t": vmcoreText(`${folder}/taint.txt`),
        };
        for (const [name, text] of Object.entries(sections)) this.section(name, text);
        for (const line of vmcoreText(`${folder}/sym.txt`).trim().split("\n")) {
            this.section(`sym_${line.split(" ")[0]}`, `${line}\n`);
        }
        this.add("var/crash/202611231838/dump.202611231838", dump(), 10);
        this.write("var/crash/202611231838/dmesg.202611231838", "[    9.000000] beside the dump\n");
        this.write(vmlinux, elfFile(build));
        this.record();
    }

    /** What the stand-in for crash answers to a command. */
    section(name: string, text: string): void {
        this.set(`sections/${name}`, text);
    }

    /** @param age in minutes */
    add(file: string, text: string | Buffer, age: number): void {
        this.write(file, typeof text === "string" ? Buffer.from(text, "latin1") : text);
        const when = Date.now() / 1000 - age * 60;
        fs.utimesSync(path.join(this.root, file), when, when);
    }

    report(...args: string[]): RawReport {
        const run = this.run("report", ...args);
        assert.equal(run.status, 0, run.stderr);
        assert.equal(run.stdout.trim().split("\n").length, 1);
        this.nothingLeft();
        return parseRawReport(run.stdout);
    }

    refused(code: string, ...args: string[]): Run {
        const run = this.run("report", ...args);
        assert.equal(run.status, 1, run.stdout);
        assert.match(run.stderr.trim().split("\n").pop() ?? "", new RegExp(`^error \\[${code}\\]: .*[.?]$`));
        assert.equal(run.stdout, "");
        this.nothingLeft();
        return run;
    }

    private nothingLeft(): void {
        const names = fs.readdirSync(this.root, { recursive: true }).map(String);
        assert.deepEqual(
            names.filter((name) => /pulumi-kdump\/report|\.pulumi-kdump\./.test(name)),
            [],
        );
    }
}

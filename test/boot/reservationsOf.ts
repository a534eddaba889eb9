// Boots one kernel with many crashkernel= values and holds what it reserved to both predictions.
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { effectiveCrashkernel } from "../../src/crashkernel";
import { predictReservation } from "../../src/predictReservation";
import { table } from "../../tools/table";
import { GuestName } from "../../tools/vm/guests";
import { baseFiles } from "../../tools/vm/image";
import { ensureLayer } from "../../tools/vm/layer";
import { assembledProgram } from "../host/throwaway-root";
import { bootKernel, Booted, makeInitramfs } from "./bootKernel";

/** A value, and the memory of which the kernel is to know, such as `2G`, `2047M` or `1920M+8K`. */
export type Pair = [value: string, memory: string];

/** QEMU gives memory in steps of 8 KiB, so that this is as near to an edge as it gets. */
const limitOfOne = 180_000;
const lanes = 2;

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Defines the tests of one guest's kernel: for each pair a boot, and both predictions for what it found. */
export function reservationsOf(guest: GuestName, pairs: Pair[]): void {
    describe(`what the kernel of ${guest} reserves`, () => {
        const rows: (string | number)[][] = [];
        let boots: Promise<Booted>[] = [];
        let initramfs: ReturnType<typeof makeInitramfs> | undefined;

        before(async function () {
            this.timeout(900_000);
            const layer = await ensureLayer(guest, "base", say);
            initramfs = makeInitramfs();
            const start = (memoryKiB: number, crashkernel: string) =>
                bootKernel({
                    kernel: path.join(layer.directory, baseFiles.kernel),
                    initramfs: initramfs!.file,
                    accelerator: layer.accelerator,
                    ...{ memoryKiB, crashkernel },
                });
            // What the firmware keeps for itself is added, so that the kernel knows of exactly the memory asked for.
            const whole = 1024 * 1024;
            const hole = whole - memoryIn((await start(whole, "")).iomem).total / 1024;
            boots = inLanes(pairs, ([value, memory]) => start(bytesOf(memory) / 1024 + hole, value));
        });

        for (const [index, [value, memory]] of pairs.entries()) {
            it(`T7: ${value} of ${memory}`, async function () {
                this.timeout(limitOfOne);
                const booted = await boots[index];
                const { total, low } = memoryIn(booted.iomem);
                const options = { arch: "x86_64", kernelRelease: booted.release, lowMemoryBytes: low };
                const planned = predictReservation(value, total, options).bytes;
                const onHost = hostSum(booted, effectiveCrashkernel(value));
                const seconds = Number(booted.seconds.toFixed(1));
                rows.push([value, memory, total, planned, onHost.bytes, booted.crashSize, seconds]);
                assert.equal(total, bytesOf(memory), "the memory is not the one that was meant");
                assert.deepEqual([onHost.memory, onHost.low], [total, low]);
                assert.deepEqual([planned, onHost.bytes], [booted.crashSize, booted.crashSize]);
            });
        }

        after(async () => {
            await Promise.allSettled(boots);
            initramfs?.remove();
            const header = ["crashkernel", "memory", "bytes", "plan", "host", "kernel", "seconds"];
            say(`\n${table(header, rows).join("\n")}`);
        });
    });
}

/** Starts the work in order, some at a time; a failure is that promise's own. */
function inLanes<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R>[] {
    const running: Promise<unknown>[] = Array.from({ length: lanes }, () => Promise.resolve());
    return items.map((item, index) => {
        const mine = running[index % lanes].then(() => work(item));
        running[index % lanes] = mine.catch(() => undefined);
        return mine;
    });
}

/** `2G+8K` in bytes. */
function bytesOf(text: string): number {
    const units: Record<string, number> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
    return [...text.matchAll(/([+-]?)(\d+)([KMG])/g)].reduce(
        (sum, [, sign, number, unit]) => sum + (sign === "-" ? -1 : 1) * Number(number) * units[unit],
        0,
    );
}

const page = 4096;

/** The sum of the top-level System RAM in whole pages, and of what lies below 4 GiB. */
function memoryIn(iomem: string): { total: number; low: number } {
    const ranges: [from: number, to: number][] = [];
    for (const [, from, to] of iomem.matchAll(/^([0-9a-f]+)-([0-9a-f]+) : System RAM$/gm)) {
        const [start, end] = [parseInt(from, 16), parseInt(to, 16) + 1];
        const last = ranges[ranges.length - 1];
        if (last !== undefined && last[1] === start) last[1] = end;
        else ranges.push([start, end]);
    }
    const sum = (limit: number) =>
        ranges.reduce((bytes, [from, to]) => {
            const [first, last] = [Math.ceil(from / page) * page, Math.floor(to / page) * page];
            return bytes + Math.max(0, Math.min(last, limit) - first);
        }, 0);
    return { total: sum(Infinity), low: sum(2 ** 32) };
}

/** What the host program makes of that /proc/iomem and that value. */
function hostSum(booted: Booted, value: string): { memory: number; low: number; bytes: number } {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-iomem-"));
    try {
        fs.mkdirSync(path.join(root, "proc"));
        fs.writeFileSync(path.join(root, "proc", "iomem"), booted.iomem);
        const driver = `${assembledProgram().replace(/\nmain "\$@"\nexit\n$/, "\n")}
host_read_memory
size_predict "$2" "$host_memory" "$1" x86_64 "$host_low"
printf '%s %s %s' "$host_memory" "$host_low" "$RET"
`;
        const run = spawnSync("dash", ["-s", "--", booted.release, value], {
            input: driver,
            encoding: "utf8",
            env: { PATH: process.env.PATH, KDUMP_ROOT: root },
        });
        assert.equal(run.stderr, "");
        const [memory, low, bytes] = run.stdout.split(" ").map(Number);
        return { memory, low, bytes };
    } finally {
        fs.rmSync(root, { recursive: true, force: true });
    }
}

// Boots one kernel with many crashkernel= values and holds what it reserved to both predictions.
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { predictReservation } from "../../../src/crashkernel/predict";
import { table } from "../../../tools/dev/table";
import { GuestName } from "../../../tools/vm/guests";
import { baseFiles } from "../../../tools/vm/image";
import { ensureLayer } from "../../../tools/vm/layer";
import { assembledProgram } from "../../sandbox/throwawayRoot";
import { Booted, bootKernel, makeInitramfs } from "./bootKernel";

/** A value, and the memory of which the kernel is to know, such as `2G`, `2047M` or `1920M+1`. */
export type Pair = [value: string, memory: string];

const limitOfOne = 180_000;
const lanes = 2;
const gib = 2 ** 30;

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
            const start = (memoryKiB: number, crashkernel: string, memoryEnd?: number) =>
                bootKernel({
                    kernel: path.join(layer.directory, baseFiles.kernel),
                    initramfs: initramfs!.file,
                    accelerator: layer.accelerator,
                    ...{ memoryKiB, memoryEnd, crashkernel },
                });
            // QEMU gives memory by 8 KiB, and the firmware keeps some of it. So a little more is given, and `mem=`
            // takes the end away: the kernel then knows of exactly the memory that is meant.
            const models: Model[] = [];
            for (const given of [gib, 5 * gib]) {
                models.push({ given, ...memoryIn((await start(given / 1024, "")).iomem) });
            }
            boots = inLanes(pairs, ([value, memory]) => {
                const model = models[bytesOf(memory) < 3.25 * gib ? 0 : 1];
                const more = bytesOf(memory) - model.total;
                return start(8 * Math.ceil((model.given + more) / 8192), value, model.end + more);
            });
        });

        for (const [index, [value, memory]] of pairs.entries()) {
            it(`T7: ${value} of ${memory}`, async function () {
                this.timeout(limitOfOne);
                const booted = await boots[index];
                const { total, low } = memoryIn(booted.iomem);
                const options = { arch: "x86_64", kernelRelease: booted.release, lowMemoryBytes: low };
                const planned = predictReservation(value, total, options).bytes;
                const onHost = hostSum(booted, value);
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

/** `2G+1` in bytes. */
function bytesOf(text: string): number {
    const units: Record<string, number> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: gib };
    return [...text.matchAll(/([+-]?)(\d+)([KMG]?)/g)].reduce(
        (sum, [, sign, number, unit]) => sum + (sign === "-" ? -1 : 1) * Number(number) * units[unit],
        0,
    );
}

/** What a machine that was given so many bytes has, by its kernel's own words. */
interface Model extends Memory {
    given: number;
}

interface Memory {
    /** The sum of the top-level System RAM. */
    total: number;
    /** What of it lies below 4 GiB. */
    low: number;
    /** The address at which the last of it ends. */
    end: number;
}

function memoryIn(iomem: string): Memory {
    const memory = { total: 0, low: 0, end: 0 };
    for (const [, from, to] of iomem.matchAll(/^([0-9a-f]+)-([0-9a-f]+) : System RAM$/gm)) {
        const [start, end] = [parseInt(from, 16), parseInt(to, 16) + 1];
        memory.total += end - start;
        if (start < 4 * gib) memory.low = memory.total;
        memory.end = end;
    }
    return memory;
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

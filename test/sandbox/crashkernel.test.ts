import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import * as fc from "fast-check";

import { CrashkernelError } from "../../src/crashkernel/error";
import { readCrashkernel } from "../../src/crashkernel/parse";
import { predictReservation } from "../../src/crashkernel/predict";
import { ReservationRow, reservationRows } from "../support/reservations";
import { assembledProgram, shells } from "./throwawayRoot";

const MIB = 2 ** 20;
/** What the kernel would drop without a word, or people would read otherwise; with a part of the sentence. */
const refused: [value: string, sentence: RegExp][] = [
    ["", /it is empty/],
    ["-256M", /'-256M' is not a size/],
    ["256", /'256' is not a size/],
    ["256MB", /'256MB' is not a size/],
    ["1.5G", /'1.5G' is not a size/],
    ["256M@", /'' is not a size/],
    ["256M@16", /'16' is not a size/],
    ["1G-2G:64M@16M,2G-:128M", /an address stands among the ranges/],
    ["256M,cma", /256M,cma alone reserves nothing; give a size too/],
    ["256M 0M,cma", /0M,cma reserves nothing/],
    ["256M 64MB,cma", /'64MB' is not a size/],
    ["auto 64M,cma", /,cma stands beside auto/],
    ["72M,low", /a pair is written SIZE,high SIZE,low/],
    ["256M,highest", /'256M,highest' is not a size/],
    ["256MB,high", /'256MB' is not a size/],
    ["256M,high 72MB,low", /'72MB' is not a size/],
    ["0M,high", /'?0M,high'? reserves nothing/],
    ["2G-8G:192M,high", /is not a size/],
    ["9999T", /is not a size/],
    ["1537K", /'1537K' is not a size, which is a multiple of 64 KiB/],
    ["0x1234", /'0x1234' is not a size/],
    ["0xM", /'0xM' is not a size/],
    ["0x10MK", /'0x10MK' is not a size/],
    ["0x10000000000000K", /is not a size/],
    ['1M,$(id),low "a[$(id)]"', /is not a size/],
    ["lots", /'lots' is not a size/],
    ['192M"; rm -rf /', /'192M";' is not a size/],
    ["192M quiet", /is not a size/],
    ["192M\nquiet", /is not a size/],
    ["2G-8G:192M;8G-:256M", /'192M;8G-' ?|'192M;8G-:256M' is not a size/],
    ["2G-8G:192MB,8G-:256MB", /'192MB' is not a size/],
    ["2G-8G:192M, 8G-:256M", /a blank stands after a comma/],
    ["02G-08G:192M", /'02G' is not a size/],
    ["2G-010G:192M", /'010G' is not a size/],
    ["1.5G-8G:192M", /'1.5G' is not a size/],
    ["2GB-8GB:192M", /'2GB' is not a size/],
    ["2G:192M", /'2G:192M' is not a range with its size/],
    ["-2G:64M,2G-:128M", /'' is not a size/],
    ["8G-2G:192M", /the range '8G-2G' ends before it starts/],
    ["2G-8G:192M,", /'' is not a range with its size/],
    ["9999999999M", /is not a size/],
    ["9999999T", /is not a size/],
];

/** Values that the plan accepts and the host acts on, near the edges that matter on the machines beside them. */
const size = fc.oneof(
    fc.constantFrom("0M", "128M", "192M", "256m", "1G", "1536M", "3G", "3500M", "4g", "262144K", "1T"),
    fc.integer({ min: 1, max: 8192 }).map((mib) => `${mib}M`),
);
const ranges = fc
    .tuple(
        fc.uniqueArray(fc.integer({ min: 0, max: 70 }), { minLength: 2, maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 6, maxLength: 6 }),
        fc.boolean(),
    )
    .map(([unsorted, sizes, open]) => {
        const edges = unsorted.sort((a, b) => a - b).map((eighth) => eighth * 128);
        return edges
            .slice(0, open ? undefined : -1)
            .filter((_, index) => index === 0 || sizes[index] % 3 > 0)
            .map((start) => [start, edges[edges.indexOf(start) + 1]] as const)
            .map(([start, end], index) =>
                end === undefined
                    ? `${start}M-:${sizes[index]}M`
                    : `${start}M-${end}M:${sizes[index] % end}M`,
            )
            .join(",");
    });
const value = fc.oneof(
    size,
    ranges,
    size.map((high) => `${high},high`),
    fc.tuple(size, size).map(([high, low]) => `${high},high ${low},low`),
    fc.tuple(size, size, size).map(([plain, low, cma]) => `${low},low ${plain} ${cma},cma`),
    fc.tuple(size, size).map(([plain, address]) => `${plain}@${address}`),
    fc
        .array(
            fc.tuple(
                size,
                fc.constantFrom("", ",high", ",low", ",cma", "@16M", "@4G", "@1M", "@", "B", ":1M"),
            ),
        )
        .map((words) => words.map(([number, suffix]) => number + suffix).join(" ")),
    // What no one would write, and a host may find.
    fc.string({
        unit: fc.constantFrom(
            ..."0123456789KMGTPEkmgxabf:,@-",
            " ",
            ",high",
            ",low",
            ",cma",
            "auto",
            "crashkernel=",
        ),
        maxLength: 30,
    }),
);
const memory = fc.oneof(
    fc
        .tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: -1, max: 1 }))
        .map(([n, b]) => n * 128 * MIB + b),
    fc.integer({ min: 1, max: 16 * 1024 }).map((mib) => mib * MIB),
);
const machine = fc.record({
    value,
    memory,
    low: fc.integer({ min: 1, max: 4096 }).map((mib) => mib * MIB),
    arch: fc.constantFrom("x86_64", "aarch64", "ppc64le"),
    release: fc.constantFrom(
        ...["3.10.0-1160.el7.x86_64", "4.18.0-553.el8_10.x86_64", "5.14.0-70.13.1.el9_0.x86_64"],
        ...["5.14.0-427.13.1.el9_4.x86_64", "5.15.0-113-generic", "5.19.0", "6.1.0-37-amd64", "6.2.0"],
        ...["6.4.0-150600.21-default", "6.5.0", "6.12.43+deb13-amd64", "7.0.0", "next"],
        ...[
            "4.15.0-213-generic",
            "4.14.35-2047.el7uek.x86_64",
            "5.4.17-2136.el8uek.x86_64",
            "6.6.9",
            "6.7.0",
        ],
        ...["6.17.0", "7.3.0", "5.14.0-427.el9.aarch64+64k", "6.08.1", "1234567.1"],
    ),
});

/** The plan's prediction, as `predict` has the host's. */
function plannedOf({ value, memory, arch, release, low }: Omit<ReservationRow, "bytes" | "why">): string {
    const options = { arch, kernelRelease: release, lowMemoryBytes: low };
    const { bytes, cause = "", cmaBytes = 0, caveat } = predictReservation(value, memory, options);
    return `${bytes}|${cause}|${cmaBytes}|${caveat === undefined ? "" : 1}`;
}

/** The program's functions, to be called one by one. */
function programWithoutMain(): string {
    return assembledProgram().replace(/\nmain "\$@"\nexit\n$/, "\n");
}

/** Runs predict of the program itself, once for all lines. */
function predict(shell: string[], lines: string[]): string[] {
    const driver = `${programWithoutMain()}
for value; do
    release=\${value%%|*} value=\${value#*|}
    arch=\${value%%|*} value=\${value#*|}
    memory=\${value%%|*} value=\${value#*|}
    low=\${value%%|*} value=\${value#*|}
    predict "$value" "$memory" "$release" "$arch" "$low"
    printf '%s|%s|%s|%s\\n' "$RET" "$size_why" "$size_lent" "$size_fixed"
done
`;
    return said(shell, driver, lines);
}

/** Why the program manages a value no more, or what of it counts. */
function managed(shell: string[], values: string[]): string[] {
    const driver = `${programWithoutMain()}
for value; do
    if size_managed "$value"; then RET="manages $size_value_of"; fi
    printf '%s\\003' "$RET"
done
`;
    return said(shell, driver, values, "\u0003");
}

/** The lines that the program's functions print for these arguments. */
function said(shell: string[], driver: string, lines: string[], end = "\n"): string[] {
    const run = spawnSync(shell[0], [...shell.slice(1), "-s", "--", ...lines], {
        input: driver,
        encoding: "utf8",
    });
    assert.equal(run.stderr, "");
    return run.stdout.split(end).slice(0, -1);
}

for (const [name, shell] of Object.entries(shells)) {
    describe(`crashkernel= under ${name}`, () => {
        it("T7, T16, T18: is predicted as the kernel does it, and as the plan does it", () => {
            const rows = reservationRows();
            const found = predict(
                shell,
                rows.map(({ release, arch, memory, low, value }) =>
                    [release, arch, memory, low, value].join("|"),
                ),
            );
            const told = rows.map((row, index) => [row, found[index]]);
            const expected = rows.map((row) => [row, plannedOf(row)]);
            assert.deepEqual(told, expected);
            assert.deepEqual(
                found.map((line) => line.split("|").slice(0, 2).join("|")),
                rows.map((row) => `${row.bytes}|${row.why}`),
            );
        });

        it("T7: is predicted as the plan does it, for a thousand machines that nobody chose", () => {
            const machines = fc.sample(machine, 1000);
            const found = predict(
                shell,
                machines.map(({ release, arch, memory, low, value }) =>
                    [release, arch, memory, low, value].join("|"),
                ),
            );
            const planned = machines.map(plannedOf);
            const both = (sums: string[]) => machines.map((each, index) => [each, sums[index]]);
            assert.deepEqual(both(found), both(planned));
        });

        it("T15: is refused with the reason when it is not managed", () => {
            const found = managed(
                shell,
                refused.map(([value]) => value),
            );
            assert.equal(found.length, refused.length);
            refused.forEach(([, sentence], index) => assert.match(found[index], sentence));
        });

        it("T20: manages whatever the plan manages, and takes the same of it", () => {
            const texts = fc.sample(value, 800).flatMap((text) => {
                try {
                    return [[text, readCrashkernel(text).text]];
                } catch (error) {
                    if (error instanceof CrashkernelError) return [];
                    throw error;
                }
            });
            assert.ok(texts.length > 200, `${texts.length} of the texts are managed`);
            const found = managed(
                shell,
                texts.map(([text]) => text),
            );
            const told = texts.map(([text], index) => [text, found[index]]);
            assert.deepEqual(
                told,
                texts.map(([text, effective]) => [text, `manages ${effective}`]),
            );
        });
    });
}

import * as assert from "node:assert";
import { spawnSync } from "node:child_process";

import * as fc from "fast-check";

import { predictReservation } from "../../src/predictReservation";
import { recommendedCrashkernel } from "../../src/recommendedCrashkernel";
import { reservationRows } from "../support/reservations";
import { assembledProgram, shells } from "./throwaway-root";

const MIB = 2 ** 20;
const ROUNDING = "6.1.0-37-amd64";
/** What the kernel would drop without a word, or this version does not manage; with a part of the sentence. */
const refused: [value: string, sentence: RegExp][] = [
    ["", /it is empty/],
    ["-256M", /'-256M' is not a size/],
    ["256", /'256' is not a size/],
    ["256MB", /'256MB' is not a size/],
    ["1.5G", /'1.5G' is not a size/],
    ["256M@16M", /an offset \(@\) is not supported/],
    ["auto", /does not know auto; say recommended/],
    ["256M,cma", /,cma is not supported/],
    ["72M,low", /a pair is written SIZE,high SIZE,low/],
    ["72M,low 256M,high", /a pair is written SIZE,high SIZE,low/],
    ["256M,high 72M", /a pair is written SIZE,high SIZE,low/],
    ["256M,high 72M,low 72M,low", /a pair is written SIZE,high SIZE,low/],
    ["256M,high  72M,low", /a pair is written SIZE,high SIZE,low/],
    ["256M,highest", /'256M,highest' is not a size/],
    ["256MB,high", /'256MB' is not a size/],
    ["256M,high 72MB,low", /'72MB' is not a size/],
    ["0M,high", /'?0M,high'? reserves nothing/],
    ["2G-8G:192M,high", /is not a size/],
    ["9999T", /is not a size/],
    ["1536K", /'1536K' is not a size, which is a whole number of MiB/],
    ["lots", /'lots' is not a size/],
    ['192M"; rm -rf /', /'192M"; rm -rf \/' is not a size/],
    ["192M quiet", /is not a size/],
    ["192M\nquiet", /is not a size/],
    ["2G-8G:192M;8G-:256M", /'192M;8G-' ?|'192M;8G-:256M' is not a size/],
    ["2G-8G:192MB,8G-:256MB", /'192MB' is not a size/],
    ["2G-8G:192M, 8G-:256M", /' 8G' is not a size/],
    ["02G-08G:192M", /'02G' is not a size/],
    ["2G-010G:192M", /'010G' is not a size/],
    ["1.5G-8G:192M", /'1.5G' is not a size/],
    ["2GB-8GB:192M", /'2GB' is not a size/],
    ["2G:192M", /'2G:192M' is not a range with its size/],
    ["-2G:64M,2G-:128M", /'' is not a size/],
    ["0x80000000-:192M", /'0x80000000' is not a size/],
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
    size.filter((each) => each !== "0M").map((high) => `${high},high`),
    fc.tuple(size, size).map(([high, low]) => `${high === "0M" ? "1M" : high},high ${low},low`),
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
    ),
});

/** The program's functions, to be called one by one. */
function programWithoutMain(): string {
    return assembledProgram().replace(/\nmain "\$@"\nexit\n$/, "\n");
}

/** Runs size_predict of the program itself, once for all lines. */
function predict(shell: string[], lines: string[]): string[] {
    const driver = `${programWithoutMain()}
for value; do
    release=\${value%%|*} value=\${value#*|}
    arch=\${value%%|*} value=\${value#*|}
    memory=\${value%%|*} value=\${value#*|}
    low=\${value%%|*} value=\${value#*|}
    if size_predict "$value" "$memory" "$release" "$arch" "$low"; then
        printf '%s|%s\\n' "$RET" "$size_why"
    else
        printf '%s\\n' "$RET" | tr '\\n' ' '
        echo
    fi
done
`;
    const run = spawnSync(shell[0], [...shell.slice(1), "-s", "--", ...lines], {
        input: driver,
        encoding: "utf8",
    });
    assert.strictEqual(run.stderr, "");
    return run.stdout.split("\n").slice(0, -1);
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
            const expected = rows.map((row) => [row, `${row.bytes}|${row.why}`]);
            assert.deepStrictEqual(told, expected);
        });

        it("T7: is predicted as the plan does it, for a thousand machines that nobody chose", () => {
            const machines = fc.sample(machine, 1000);
            const found = predict(
                shell,
                machines.map(({ release, arch, memory, low, value }) =>
                    [release, arch, memory, low, value].join("|"),
                ),
            );
            const planned = machines.map(({ value, memory, arch, release, low }) => {
                const options = { arch, kernelRelease: release, lowMemoryBytes: low };
                const { bytes, cause = "" } = predictReservation(value, memory, options);
                return `${bytes}|${cause}`;
            });
            const both = (sums: string[]) => machines.map((each, index) => [each, sums[index]]);
            assert.deepStrictEqual(both(found), both(planned));
        });

        it("is recommended as the plan recommends it", () => {
            const hosts = [
                ...["debian|11", "debian|12", "debian|13", "ubuntu|20.04", "ubuntu|22.04"],
                ...["ubuntu|24.04", "ubuntu|24.10", "ubuntu|25.04", "ubuntu|26.04"],
            ].flatMap((os) => ["x86_64", "aarch64", "ppc64le"].map((arch) => `${os}|${arch}`));
            const driver = `${programWithoutMain()}
family_name=debian
for host; do
    os_id=\${host%%|*} host=\${host#*|}
    os_version=\${host%%|*} host_arch=\${host#*|}
    family recommended
    printf '%s\\n' "$RET"
done
`;
            const run = spawnSync(shell[0], [...shell.slice(1), "-s", "--", ...hosts], {
                input: driver,
                encoding: "utf8",
            });
            assert.strictEqual(run.stderr, "");
            const expected = hosts.map((host) => {
                const [id, versionId, arch] = host.split("|");
                return recommendedCrashkernel({ id, versionId }, arch)?.value;
            });
            assert.deepStrictEqual(run.stdout.split("\n").slice(0, -1), expected);
        });

        it("T15, T20: is refused with the reason when it is outside the grammar", () => {
            const found = predict(
                shell,
                refused.map(([value]) => `${ROUNDING}|x86_64|${4096 * MIB}|${3072 * MIB}|${value}`),
            );
            assert.strictEqual(found.length, refused.length);
            refused.forEach(([, sentence], index) => assert.match(found[index], sentence));
        });
    });
}

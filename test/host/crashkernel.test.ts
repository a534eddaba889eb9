import * as assert from "node:assert";
import { spawnSync } from "node:child_process";

import { assembledProgram, shells } from "./throwaway-root";

const MIB = 2 ** 20;
const ROUNDING = "6.1.0-37-amd64";
const PLAIN = "5.15.0-113-generic";
const S = "0M-2G:0M,2G-8G:192M,8G-:256M";

/** value, memory in bytes, what kernels from 6.0 on reserve in MiB, what older ones do, why nothing. */
type Vector = [
    value: string,
    memory: number,
    rounding: number,
    plain: number,
    why?: string,
    whyPlain?: string,
];

const vectors: Vector[] = [
    [S, 1024 * MIB, 0, 0, "wish"],
    [S, 2048 * MIB, 192, 192],
    [S, 2047 * MIB, 192, 0, "", "wish"],
    [S, 1920 * MIB + 1, 192, 0, "", "wish"],
    [S, 1920 * MIB, 0, 0, "wish"],
    [S, 8192 * MIB, 256, 256],
    [S, 8065 * MIB, 256, 192],
    [S, 8062 * MIB, 192, 192],
    ["2G-4G:192M,8G-:256M", 6144 * MIB, 0, 0, "gap"],
    ["2G-8G:192M,4G-16G:256M", 4096 * MIB, 192, 192],
    ["64G-:4G,2G-64G:256M", 2048 * MIB, 0, 0, "large"],
    ["2G-64G:256M,64G-:4G", 2048 * MIB, 256, 256],
    ["2g-8g:192m", 4096 * MIB, 192, 192],
    ["2048M-8192M:196608K", 4096 * MIB, 192, 192],
    ["4G", 4096 * MIB, 0, 0, "large"],
    ["5G", 4096 * MIB, 0, 0, "large"],
    ["256M", 4096 * MIB, 256, 256],
    ["0", 4096 * MIB, 0, 0, "wish"],
    ["0M", 4096 * MIB, 0, 0, "wish"],
    ["512M-:192M", 2147024896, 192, 192],
    ["1G-4G:192M,4G-64G:256M,64G-1T:512M,1T-:1G", 2 ** 40 * 1.5, 1024, 1024],
];

/** What the kernel would drop without a word, or this version does not manage; with a part of the sentence. */
const refused: [value: string, sentence: RegExp][] = [
    ["", /it is empty/],
    ["-256M", /'-256M' is not a size/],
    ["256", /'256' is not a size/],
    ["256MB", /'256MB' is not a size/],
    ["1.5G", /'1.5G' is not a size/],
    ["256M@16M", /an offset \(@\) is not supported/],
    ["auto", /does not know auto; say recommended/],
    ["256M,high", /,high, ,low and ,cma are not supported/],
    ["72M,low", /are not supported/],
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

/** Runs size_predict of the program itself, once for all lines. */
function predict(shell: string[], lines: string[]): string[] {
    const driver = `${assembledProgram().replace(/\nmain "\$@"\nexit\n$/, "\n")}
for value; do
    release=\${value%%|*} value=\${value#*|}
    memory=\${value%%|*} value=\${value#*|}
    if size_predict "$value" "$memory" "$release"; then printf '%s|%s\\n' "$RET" "$size_why"; else printf '%s\\n' "$RET" | tr '\\n' ' '; echo; fi
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
        it("is predicted as the kernel does it", () => {
            const found = predict(
                shell,
                vectors.flatMap(([value, memory]) => [
                    `${ROUNDING}|${memory}|${value}`,
                    `${PLAIN}|${memory}|${value}`,
                ]),
            );
            const expected = vectors.flatMap(([, , rounding, plain, why = "", whyPlain = why]) => [
                `${rounding * MIB}|${why}`,
                `${plain * MIB}|${whyPlain}`,
            ]);
            assert.deepStrictEqual(found, expected);
        });

        it("is refused with the reason when it is outside the grammar", () => {
            const found = predict(
                shell,
                refused.map(([value]) => `${ROUNDING}|${4096 * MIB}|${value}`),
            );
            assert.strictEqual(found.length, refused.length);
            refused.forEach(([, sentence], index) => assert.match(found[index], sentence));
        });
    });
}

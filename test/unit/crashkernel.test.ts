import * as assert from "node:assert/strict";

import * as fc from "fast-check";

import { CrashkernelError, CrashkernelFault } from "../../src/crashkernel/error";
import { formatCrashkernel } from "../../src/crashkernel/format";
import { crashkernelWarnings, parseCrashkernel, readCrashkernel } from "../../src/crashkernel/parse";
import { Crashkernel, CrashkernelKind } from "../../src/crashkernel/value";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe("parseCrashkernel", () => {
    const read: [string, Crashkernel][] = [
        ["192M", { kind: CrashkernelKind.Size, bytes: 192 * MIB }],
        ["1g", { kind: CrashkernelKind.Size, bytes: GIB }],
        ["262144K", { kind: CrashkernelKind.Size, bytes: 256 * MIB }],
        ["1T", { kind: CrashkernelKind.Size, bytes: 2 ** 40 }],
        ["0", { kind: CrashkernelKind.Size, bytes: 0 }],
        ["192M@16M", { kind: CrashkernelKind.Size, bytes: 192 * MIB, offset: 16 * MIB }],
        [
            "2G-8G:192M,8G-:256M",
            {
                kind: CrashkernelKind.Ranges,
                ranges: [
                    { start: 2 * GIB, end: 8 * GIB, bytes: 192 * MIB },
                    { start: 8 * GIB, bytes: 256 * MIB },
                ],
            },
        ],
        [
            "2G-:192M@16M",
            {
                kind: CrashkernelKind.Ranges,
                ranges: [{ start: 2 * GIB, bytes: 192 * MIB }],
                offset: 16 * MIB,
            },
        ],
        ["512M,high", { kind: CrashkernelKind.High, bytes: 512 * MIB }],
        ["512M,high 128M,low", { kind: CrashkernelKind.High, bytes: 512 * MIB, low: 128 * MIB }],
        ["128M,low 512M,high", { kind: CrashkernelKind.High, bytes: 512 * MIB, low: 128 * MIB }],
        ["512M,high 0M,low", { kind: CrashkernelKind.High, bytes: 512 * MIB, low: 0 }],
        ["auto", { kind: CrashkernelKind.Auto }],
        ["96768K", { kind: CrashkernelKind.Size, bytes: 94.5 * MIB }],
        ["0x10000000", { kind: CrashkernelKind.Size, bytes: 256 * MIB }],
        ["0X10m", { kind: CrashkernelKind.Size, bytes: 16 * MIB }],
        ["128M@0x78000000", { kind: CrashkernelKind.Size, bytes: 128 * MIB, offset: 0x78000000 }],
        ["4G@0xb81200000 64M,low", { kind: CrashkernelKind.Size, bytes: 4 * GIB, offset: 0xb81200000 }],
        ["256M 64M,cma", { kind: CrashkernelKind.Size, bytes: 256 * MIB, cma: 64 * MIB }],
        [
            "crashkernel=64M,cma crashkernel=2G-:192M@16M",
            {
                kind: CrashkernelKind.Ranges,
                ranges: [{ start: 2 * GIB, bytes: 192 * MIB }],
                offset: 16 * MIB,
                cma: 64 * MIB,
            },
        ],
        ["64M,high 256M,cma", { kind: CrashkernelKind.High, bytes: 64 * MIB, cma: 256 * MIB }],
        [
            "128M,low 64M,cma 1G,cma 512M,high",
            { kind: CrashkernelKind.High, bytes: 512 * MIB, low: 128 * MIB, cma: GIB },
        ],
        ["crashkernel=192M", { kind: CrashkernelKind.Size, bytes: 192 * MIB }],
        ["128M crashkernel=192M", { kind: CrashkernelKind.Size, bytes: 192 * MIB }],
        [
            "1G,high crashkernel=512M,high 64M,low",
            { kind: CrashkernelKind.High, bytes: 512 * MIB, low: 64 * MIB },
        ],
        ["192M 512M,high 128M,low", { kind: CrashkernelKind.Size, bytes: 192 * MIB }],
    ];
    for (const [text, value] of read) {
        it(`reads ${text}`, () => assert.deepEqual(parseCrashkernel(text), value));
    }

    const refused: [text: string, fault: CrashkernelFault, column: number, sentence: RegExp][] = [
        ["", CrashkernelFault.Form, 1, /^The value is empty\. Allowed are a size such as "256M"/],
        ["  ", CrashkernelFault.Form, 1, /^The value is empty/],
        ["-1M", CrashkernelFault.Form, 1, /"-1M" is not a crashkernel value\. Allowed are/],
        ["lots", CrashkernelFault.Form, 1, /"lots" is not a crashkernel value/],
        ["Auto", CrashkernelFault.Form, 1, /"Auto" is not a crashkernel value.* and "auto"/],
        [
            "192MB",
            CrashkernelFault.Size,
            4,
            /^At column 4 of "192MB" "MB" after "192" is not a unit\. Allowed are whole/,
        ],
        ["192M'; rm -rf /", CrashkernelFault.Size, 4, /"M';" after "192" is not a unit/],
        ["1.5G", CrashkernelFault.Size, 2, /".5G" after "1" is not a unit/],
        ["256", CrashkernelFault.Size, 4, /"256" has no unit, and the kernel would take it as bytes/],
        [
            "010M",
            CrashkernelFault.Size,
            1,
            /"010M" begins with a 0, so the kernel reads it as an octal number/,
        ],
        ["0xM", CrashkernelFault.Size, 2, /"xM" after "0" is not a unit/],
        ["0x1234", CrashkernelFault.Size, 1, /"0x1234" is not a multiple of 64 KiB/],
        ["0x1234567890abc", CrashkernelFault.Size, 1, /more than twelve digits/],
        ["1234567890K", CrashkernelFault.Size, 1, /more than nine digits/],
        ["9000T", CrashkernelFault.Size, 1, /more memory than any machine has/],
        ["1P", CrashkernelFault.Size, 2, /"P" after "1" is not a unit/],
        ["1537K", CrashkernelFault.Size, 1, /"1537K" is not a multiple of 64 KiB; what kernels round/],
        [
            "256M,cma",
            CrashkernelFault.CmaAlone,
            1,
            /"256M,cma" stands alone and reserves nothing.* Give a size too, as in "256M 64M,cma"/,
        ],
        ["64M,low 256M,cma", CrashkernelFault.LowAlone, 1, /a size below 4 GiB stands alone/],
        ["256M 0M,cma", CrashkernelFault.Nothing, 6, /0,cma reserves nothing/],
        ["auto 64M,cma", CrashkernelFault.Form, 6, /"64M,cma" stands beside auto/],
        ["xcrashkernel=256M", CrashkernelFault.Form, 1, /something stands right before "crashkernel="/],
        ["256M,com", CrashkernelFault.Form, 6, /"com" after the comma is neither "high" nor "low" nor "cma"/],
        ["256M,", CrashkernelFault.Form, 6, /"" after the comma is neither/],
        ["256M@", CrashkernelFault.Size, 6, /a size is missing/],
        [
            "256M,high@16M",
            CrashkernelFault.Form,
            6,
            /"high@16M" after the comma is neither|"high" after the comma is neither/,
        ],
        ["128M,low", CrashkernelFault.LowAlone, 1, /a size below 4 GiB stands alone\. Allowed is a pair/],
        ["0M,high 64M,low", CrashkernelFault.Nothing, 1, /0,high reserves nothing/],
        ["512M,high 64,low", CrashkernelFault.Size, 13, /"64" has no unit/],
        ["2G-8G", CrashkernelFault.Form, 1, /"2G-8G" is a range without a size\. Allowed is a range/],
        ["2G:192M", CrashkernelFault.Form, 1, /"2G:192M" is not a range with its size\. Allowed is a range/],
        ["2G-8G:192M,", CrashkernelFault.Form, 12, /"" is not a range with its size/],
        [
            "2G-8G:192M, 8G-:256M",
            CrashkernelFault.Form,
            12,
            /a blank stands after the comma, and ends the value there for the kernel\. Leave the blank out/,
        ],
        [
            "1G-2G:64M@16M,2G-:128M@32M",
            CrashkernelFault.Form,
            10,
            /an address stands among the ranges.*Give one address for all, at the end/,
        ],
        ["2G-8G:192M;8G-:256M", CrashkernelFault.Form, 1, /is not a range with its size/],
        ["-2G:64M", CrashkernelFault.Size, 1, /a size is missing/],
        ["2G-8G:", CrashkernelFault.Size, 7, /a size is missing/],
        ["2G-8G:100K", CrashkernelFault.Size, 7, /"100K" is not a multiple of 64 KiB/],
        ["2G-8GB:192M", CrashkernelFault.Size, 5, /"GB" after "8" is not a unit/],
        ["8G-2G:192M", CrashkernelFault.Inverted, 1, /ends at or below its start\. Write the smaller/],
        ["2G-2G:192M", CrashkernelFault.Inverted, 1, /ends at or below its start/],
        ["2G-8G:192M,4G-:256M", CrashkernelFault.Overlap, 12, /begins below the end of the range before it/],
        ["2G-:192M,4G-:256M", CrashkernelFault.Overlap, 10, /begins below the end of the range before it/],
        [
            "64G-:4G,2G-64G:256M",
            CrashkernelFault.Unordered,
            9,
            /lies below the range before it\. Write the ranges/,
        ],
        ["1G-2G:4G", CrashkernelFault.SizeBeyondRange, 1, /the size in "1G-2G:4G" is not below its range/],
        ["1G-2G:2G", CrashkernelFault.SizeBeyondRange, 1, /not below its range/],
        ["192M crashkernel=2G-1G:1M", CrashkernelFault.Inverted, 18, /^At column 18/],
    ];
    for (const [text, fault, column, sentence] of refused) {
        it(`refuses ${JSON.stringify(text)}`, () => {
            assert.throws(
                () => parseCrashkernel(text),
                (error) => {
                    assert.ok(error instanceof CrashkernelError);
                    assert.deepEqual([error.fault, error.column], [fault, column], error.message);
                    assert.match(error.message, sentence);
                    return true;
                },
            );
        });
    }

    it("throws nothing but its own error, whatever it is given", () => {
        const near = fc.string({
            unit: fc.constantFrom(..."0129KMGTkmgtpx:,-@ .", ",high", ",low", "auto", ",cma", "crashkernel="),
            maxLength: 24,
        });
        fc.assert(
            fc.property(fc.oneof(near, fc.string({ unit: "binary" })), (text) => {
                try {
                    const value = parseCrashkernel(text);
                    assert.match(
                        readCrashkernel(text).text,
                        /^(auto|[0-9KMGTxkmgta-f:,@-]+|[0-9KMGTxkmgta-f]+,high( [0-9KMGTxkmgta-f]+,low)?)( [0-9KMGTxkmgta-f]+,cma)?$/i,
                    );
                    assert.deepEqual(parseCrashkernel(readCrashkernel(text).text), value);
                    crashkernelWarnings(text);
                } catch (error) {
                    assert.ok(error instanceof CrashkernelError, String(error));
                    assert.ok(
                        error.column >= 1 && error.column <= text.length + 1,
                        `column ${error.column} of ${JSON.stringify(text)}`,
                    );
                }
            }),
            { numRuns: 20_000 },
        );
    });
});

describe("formatCrashkernel", () => {
    const size = fc.oneof(
        fc.integer({ min: 1, max: 8191 }),
        fc.integer({ min: 1, max: 64 }).map((gib) => gib * 1024),
        fc.integer({ min: 1, max: 8191 }).map((pages) => pages / 16),
    );
    const bytes = size.map((mib) => mib * MIB);
    const cma = fc.option(bytes, { nil: undefined });
    const withCma = (value: Crashkernel, lent?: number): Crashkernel =>
        lent === undefined ? value : ({ ...value, cma: lent } as Crashkernel);
    const offset = fc.option(bytes, { nil: undefined });
    const withOffset = (value: Crashkernel, at?: number): Crashkernel =>
        at === undefined ? value : ({ ...value, offset: at } as Crashkernel);
    const one = fc
        .tuple(fc.oneof(bytes, fc.constant(0)), offset)
        .map(([each, at]) => withOffset({ kind: CrashkernelKind.Size, bytes: each }, at));
    const high = fc
        .tuple(bytes, fc.option(fc.oneof(bytes, fc.constant(0)), { nil: undefined }))
        .map(([each, low]): Crashkernel =>
            low === undefined
                ? { kind: CrashkernelKind.High, bytes: each }
                : { kind: CrashkernelKind.High, bytes: each, low },
        );
    const ranges = fc
        .tuple(
            fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 20 }), { minLength: 1, maxLength: 9 }),
            fc.array(fc.nat(), { minLength: 9, maxLength: 9 }),
            fc.boolean(),
            offset,
        )
        .map(([unsorted, sizes, open, at]): Crashkernel | undefined => {
            const edges = unsorted.sort((a, b) => a - b);
            const list = edges.slice(0, open ? undefined : -1).map((start, index) => {
                const end = edges[index + 1];
                const each = end === undefined ? sizes[index] % 4096 : sizes[index] % end;
                return end === undefined
                    ? { start: start * MIB, bytes: each * MIB }
                    : { start: start * MIB, end: end * MIB, bytes: each * MIB };
            });
            return list.length === 0
                ? undefined
                : withOffset({ kind: CrashkernelKind.Ranges, ranges: list }, at);
        })
        .filter((value) => value !== undefined);
    const values = fc.oneof(
        fc.tuple(fc.oneof(one, high, ranges), cma).map(([value, lent]) => withCma(value, lent)),
        fc.constant<Crashkernel>({ kind: CrashkernelKind.Auto }),
    );

    it("is the inverse of parseCrashkernel", () => {
        fc.assert(
            fc.property(values, (value) => {
                assert.deepEqual(parseCrashkernel(formatCrashkernel(value)), value);
            }),
            { numRuns: 5000 },
        );
    });

    it("writes each size with the largest unit that fits", () => {
        assert.equal(formatCrashkernel(parseCrashkernel("2048M-8192m:196608K,8G-:0")), "2G-8G:192M,8G-:0M");
        assert.equal(formatCrashkernel(parseCrashkernel("64M,low 1024M,high")), "1G,high 64M,low");
        assert.equal(
            formatCrashkernel(parseCrashkernel("64M,cma 96768K@0x78000000")),
            "96768K@1920M 64M,cma",
        );
    });

    it("refuses what no text stands for, with its own error", () => {
        const wrong: Crashkernel[] = [
            { kind: CrashkernelKind.Size, bytes: 0.5 },
            { kind: CrashkernelKind.Size, bytes: -MIB },
            { kind: CrashkernelKind.Size, bytes: NaN },
            { kind: CrashkernelKind.Size, bytes: 1024 },
            { kind: CrashkernelKind.High, bytes: 0 },
            { kind: CrashkernelKind.Size, bytes: MIB, cma: 0 },
            { kind: CrashkernelKind.Ranges, ranges: [] },
            { kind: CrashkernelKind.Ranges, ranges: [{ start: 2 * GIB, end: GIB, bytes: MIB }] },
        ];
        for (const value of wrong) {
            assert.throws(() => formatCrashkernel(value), CrashkernelError, JSON.stringify(value));
        }
    });

    it("never makes a text that is refused", () => {
        const anyBytes = fc.oneof(
            fc.double(),
            fc.integer(),
            fc.integer({ min: 0, max: 9 }).map((n) => n * GIB),
        );
        const any = fc.record({
            kind: fc.constant(CrashkernelKind.Size),
            bytes: anyBytes,
            offset: fc.oneof(anyBytes, fc.constant(undefined)),
        });
        fc.assert(
            fc.property(any, (value) => {
                let text: string;
                try {
                    text = formatCrashkernel(value);
                } catch (error) {
                    assert.ok(error instanceof CrashkernelError);
                    return;
                }
                assert.equal(formatCrashkernel(parseCrashkernel(text)), text);
            }),
        );
    });
});

describe("the text of a value that was read", () => {
    const cases: [string, string][] = [
        ["192M", "192M"],
        ["crashkernel=2048M-:196608k", "2048M-:196608k"],
        [" 128M  crashkernel=192M ", "192M"],
        ["crashkernel=128M,low crashkernel=512M,high", "512M,high 128M,low"],
        ["1G,high 192M 64M,low", "192M"],
        ["crashkernel=64M,cma crashkernel=192M@16M", "192M@16M 64M,cma"],
        ["64M,cma 128M,low 512M,high", "512M,high 128M,low 64M,cma"],
    ];
    for (const [text, effective] of cases) {
        it(`takes from ${JSON.stringify(text)} what counts`, () =>
            assert.equal(readCrashkernel(text).text, effective));
    }
});

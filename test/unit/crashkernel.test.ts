import * as assert from "node:assert/strict";

import * as fc from "fast-check";

import { crashkernelProblem } from "../../src/crashkernel";

describe("crashkernelProblem", () => {
    for (const text of [
        "recommended",
        "192M",
        "1G",
        "262144K",
        "512M-:192M",
        "0M-2G:0M,2G-8G:192M,8G-:256M",
        "2g-8g:192m",
    ]) {
        it(`accepts ${text}`, () => assert.equal(crashkernelProblem(text), undefined));
    }

    const refused: [string, RegExp][] = [
        ["", /^The value is empty\. Allowed are a size such as "256M"/],
        ["-1M", /^"-1M" is not a crashkernel value\. Allowed/],
        ["192M@16M", /^"192M@16M" asks for a fixed address with "@"\..*give the size alone/],
        ["lots", /^"lots" is not a crashkernel value\. Allowed/],
        ["auto", /^"auto" is not a crashkernel value/],
        ["192M'; rm -rf /", /^"192M'; rm -rf \/" is not a crashkernel value/],
        ["192MB", /^"192MB" is not a crashkernel value/],
        ["1.5G", /^"1\.5G" is not/],
        ["0M", /is 0 bytes, which is not a whole number of MiB above zero/],
        ["100K", /is 102400 bytes, which is not a whole number of MiB above zero/],
        ["512M,high", /^"512M,high" is not a crashkernel value/],
        ["2G-8G", /^"2G-8G" is not a crashkernel value/],
        ["2G:192M", /^"2G:192M" in "2G:192M" is not a range with a size/],
        ["8G-2G:192M", /ends at or below its start/],
        ["2G-2G:192M", /ends at or below its start/],
        ["2G-8G:192M,4G-:256M", /^"4G-:256M" .* begins below the end of the range before it/],
        ["64G-:4G,2G-64G:256M", /^"2G-64G:256M" .* begins below the end/],
        ["2G-8G:192M, 8G-:256M", /^" 8G-:256M" in .* has a number that the kernel cannot read/],
        ["2G-8G:192M;8G-:256M", /is not a range with a size/],
        ["02G-8G:192M", /has a number that the kernel cannot read/],
        ["2G-8G:100K", /The size "100K" in "2G-8G:100K" is not a whole number of MiB/],
        ["2G-8G:192M,", /^"" in "2G-8G:192M," is not a range/],
    ];
    for (const [text, sentence] of refused) {
        it(`refuses ${JSON.stringify(text)}`, () =>
            assert.match(crashkernelProblem(text) ?? "accepted", sentence));
    }

    it("never lets anything through that a shell or a boot loader would act on", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (text) => {
                if (crashkernelProblem(text) === undefined)
                    assert.match(text, /^(recommended|[0-9KMGTkmgt:,-]+)$/);
            }),
            { numRuns: 2000 },
        );
    });

    it("accepts every ordered list of ranges with whole sizes", () => {
        const rising = fc
            .uniqueArray(fc.integer({ min: 0, max: 4096 }), { minLength: 2, maxLength: 8 })
            .map((list) => list.sort((a, b) => a - b));
        fc.assert(
            fc.property(rising, fc.integer({ min: 0, max: 1024 }), (edges, size) => {
                const ranges = edges.map(
                    (edge, i) => `${edge}G-${i + 1 < edges.length ? `${edges[i + 1]}G` : ""}:${size}M`,
                );
                assert.equal(crashkernelProblem(ranges.join(",")), undefined);
            }),
        );
    });
});

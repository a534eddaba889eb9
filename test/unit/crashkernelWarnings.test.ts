import * as assert from "node:assert/strict";

import { crashkernelWarnings } from "../../src/crashkernel/parse";
import { CrashkernelCaution } from "../../src/crashkernel/warnings";

describe("crashkernelWarnings", () => {
    const cautious: [text: string, caution: CrashkernelCaution, column: number, sentence: RegExp][] = [
        [
            "T20: 192M@16M",
            CrashkernelCaution.Offset,
            5,
            /fixed address; the kernel reserves nothing when that is taken\. Unless this machine needs it, give the size/,
        ],
        ["T20: 2G-:192M@16M", CrashkernelCaution.Offset, 9, /fixed address/],
        [
            "128M crashkernel=192M",
            CrashkernelCaution.Superseded,
            1,
            /"128M" has no effect, because the kernel goes by "192M"/,
        ],
        ["192M 512M,high", CrashkernelCaution.Superseded, 6, /"512M,high" has no effect/],
        [
            "2G-4G:192M,8G-:256M",
            CrashkernelCaution.Gap,
            12,
            /Nothing is reserved on machines with 4G to 8G of memory/,
        ],
        [
            "0M-2G:128M",
            CrashkernelCaution.SizeAboveStart,
            1,
            /"0M-2G:128M" reserves nothing on machines with 0M to 128M/,
        ],
        [
            "2G-128G:2048M",
            CrashkernelCaution.SizeAboveStart,
            1,
            /"2G-128G:2048M" reserves nothing on machines with 2G of memory, because/,
        ],
        [
            "256M 64M,cma",
            CrashkernelCaution.Cma,
            6,
            /"64M,cma" is for kernels from 6\.17 on.*missing from every dump/,
        ],
    ];
    for (const [named, caution, column, sentence] of cautious) {
        it(`warns of ${named}`, () => {
            const found = crashkernelWarnings(named.replace(/^T\d+: /, ""));
            assert.deepEqual(
                found.map((each) => [each.caution, each.column]),
                [[caution, column]],
            );
            assert.match(found[0].message, sentence);
        });
    }

    it("warns of each thing once, and of an argument by the one of its kind", () => {
        assert.deepEqual(
            crashkernelWarnings("32M,cma 128M,low 256M@16M 64M,cma").map(
                ({ message }) => message.split(",")[0],
            ),
            [
                '"32M',
                '"128M',
                '"64M',
                '"256M@16M" asks for a fixed address; the kernel reserves nothing when that is taken. Unless this machine needs it',
            ],
        );
        assert.match(crashkernelWarnings("32M,cma 256M 64M,cma")[0].message, /goes by "64M,cma"/);
    });

    it("is silent about what distributions use", () => {
        for (const text of [
            "512M-:192M",
            "2G-64G:256M,64G-:512M",
            "0M-2G:0M,2G-8G:192M,8G-:256M",
            "512M,high 72M,low",
            "auto",
        ]) {
            assert.deepEqual(crashkernelWarnings(text), []);
        }
    });
});

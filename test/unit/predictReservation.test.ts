import * as assert from "node:assert/strict";

import * as fc from "fast-check";

import { NothingReserved, predictReservation } from "../../src/crashkernel/predict";
import { CrashkernelKind } from "../../src/crashkernel/value";
import { reservationRows } from "../support/reservations";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const today = { arch: "x86_64" };

describe("predictReservation", () => {
    for (const { value, memory, release, arch, low, bytes, why } of reservationRows()) {
        it(`T7: ${value} on ${memory / MIB} MiB, ${arch}, ${release}, ${low / MIB} MiB low: ${bytes / MIB} MiB ${why}`, () => {
            const found = predictReservation(value, memory, {
                arch,
                kernelRelease: release,
                lowMemoryBytes: low,
            });
            assert.deepEqual([found.bytes, found.cause ?? ""], [bytes, why]);
            assert.equal(found.reason === undefined, bytes > 0);
        });
    }

    it("says why nothing is reserved", () => {
        const reason = (value: string, memory: number) => predictReservation(value, memory, today).reason;
        assert.equal(
            reason("2G-:192M", GIB),
            "Nothing is reserved: none of the ranges holds this machine's 1 GiB.",
        );
        assert.equal(
            reason("0M-2G:0M", GIB),
            "Nothing is reserved: the value says 0 for this machine's 1 GiB.",
        );
        assert.match(
            reason("4G", 4 * GIB) ?? "",
            /4 GiB are not to be had in one piece of this machine's 4 GiB/,
        );
        assert.match(reason("auto", 4 * GIB) ?? "", /auto is known to the kernels of RHEL 7 and 8 alone/);
    });

    it("T15: tells of auto that it is unknown, that it takes nothing, or that only the kernel knows", () => {
        const of = (kernelRelease: string | undefined, memory: number) => {
            const { bytes, cause, reason } = predictReservation("auto", memory, { ...today, kernelRelease });
            assert.equal(bytes, 0);
            return [cause, reason];
        };
        const rhel8 = "4.18.0-553.el8_10.x86_64";
        assert.deepEqual(of(undefined, 4 * GIB), [
            NothingReserved.Auto,
            "Nothing is reserved: auto is known to the kernels of RHEL 7 and 8 alone, and to Oracle's for the same.",
        ]);
        assert.deepEqual(of("5.15.0-200.el9uek.x86_64", 4 * GIB), of(undefined, 4 * GIB));
        assert.deepEqual(of("5.4.17-2136.el8uek.x86_64", 4 * GIB), of(rhel8, 4 * GIB));
        assert.deepEqual(of(rhel8, 4 * GIB), [
            NothingReserved.Auto,
            "How much is reserved for auto is for this kernel to say.",
        ]);
        assert.deepEqual(of(rhel8, 512 * MIB), [
            NothingReserved.Gap,
            "Nothing is reserved: this kernel reserves something for auto from 1 GiB on, and the machine has 512 MiB.",
        ]);
    });

    it("T18: Debian's value leaves nothing out at 1 GiB, Red Hat's reserves nothing below 2 GiB", () => {
        assert.equal(predictReservation("512M-:192M", GIB, today).bytes, 192 * MIB);
        assert.equal(predictReservation("2G-64G:256M,64G-:512M", GIB, today).bytes, 0);
    });

    it("takes a value that is understood already, in whatever order its ranges are", () => {
        const ranges = [
            { start: 4 * GIB, bytes: 256 * MIB },
            { start: 0, end: 4 * GIB, bytes: 128 * MIB },
        ];
        assert.equal(
            predictReservation({ kind: CrashkernelKind.Ranges, ranges }, 2 * GIB, today).bytes,
            128 * MIB,
        );
    });

    it("T20: says on what an address depends, and that a kernel takes only its multiples", () => {
        assert.match(
            predictReservation("192M@64M", 4 * GIB, today).caveat ?? "",
            /if that address is not free or not memory/,
        );
        assert.equal(predictReservation("192M", 4 * GIB, today).caveat, undefined);
        assert.match(
            predictReservation("192M@24M", 4 * GIB, today).reason ?? "",
            /reserves at multiples of 16 MiB alone/,
        );
    });

    it("tells what ,cma keeps besides, where the kernel has it and something is reserved", () => {
        const lent = (text: string, kernelRelease: string, arch = "x86_64") => {
            const { bytes, cmaBytes } = predictReservation(text, 4 * GIB, { arch, kernelRelease });
            return [bytes / MIB, cmaBytes === undefined ? undefined : cmaBytes / MIB];
        };
        assert.deepEqual(lent("256M 64M,cma", "6.17.0"), [256, 64]);
        assert.deepEqual(lent("64M,cma 32M,cma 256M", "7.3.0", "aarch64"), [256, 32]);
        assert.deepEqual(lent("256M 64M,cma", "7.2.0", "aarch64"), [256, undefined]);
        assert.deepEqual(lent("256M 64M,cma", "6.19.0", "ppc64le"), [256, undefined]);
        assert.deepEqual(lent("256M 64M,cma", "7.0.0", "ppc64le"), [256, 64]);
        assert.deepEqual(lent("256M 64MB,cma", "6.17.0"), [256, undefined]);
        assert.deepEqual(lent("256M 64M,cma", "6.16.0"), [0, undefined]);
        assert.deepEqual(lent("64M,cma", "6.17.0"), [0, undefined]);
        assert.deepEqual(lent("5G 64M,cma", "6.17.0"), [0, undefined]);
    });

    it("throws at no text", () => {
        const near = fc.string({
            unit: fc.constantFrom(..."0178KMGTPEkmgxf:,@- ", ",high", ",low", ",cma", "auto", "crashkernel="),
            maxLength: 30,
        });
        fc.assert(
            fc.property(fc.oneof(near, fc.string({ unit: "binary" })), (text) => {
                const { bytes, reason } = predictReservation(text, 4 * GIB, today);
                assert.ok(bytes >= 0 && bytes < 4 * GIB);
                assert.equal(reason === undefined, bytes > 0);
            }),
            { numRuns: 20_000 },
        );
    });

    it("answers for a long text at once", () => {
        for (const unit of [",", "1,", "1-2:1,", "@", " ", ", ", "crashkernel=", "0", "0x", "a,cma "]) {
            const text = unit.repeat(Math.ceil(65536 / unit.length));
            const started = process.hrtime.bigint();
            predictReservation(text, 4 * GIB, today);
            assert.ok(process.hrtime.bigint() - started < 1_000_000_000n, unit);
        }
    });

    it("refuses a memory and an architecture that are none", () => {
        for (const memory of [0, -1, 1.5, NaN, Infinity]) {
            assert.throws(
                () => predictReservation("192M", memory, today),
                /memoryBytes is .*; give a whole number/,
            );
        }
        assert.throws(
            () => predictReservation("192M", GIB, { arch: "amd64" }),
            /"amd64" is not one of x86_64/,
        );
    });

    it("reserves less than there is, and gives a reason exactly when it is nothing", () => {
        const size = fc.integer({ min: 0, max: 300 }).map((hundreds) => `${hundreds * 100}M`);
        const value = fc.oneof(
            size,
            fc.tuple(size, size).map(([a, b]) => `1G-4G:${parseInt(a) % 4000}M,4G-:${b}`),
        );
        fc.assert(
            fc.property(value, fc.integer({ min: 1, max: 64 * 1024 }), (text, mib) => {
                const { bytes, reason, cause } = predictReservation(text, mib * MIB, today);
                assert.ok(bytes < mib * MIB);
                assert.equal(reason === undefined, bytes > 0);
                assert.equal(cause === undefined, bytes > 0);
            }),
            { numRuns: 2000 },
        );
    });
});

import * as assert from "node:assert/strict";

import { crashkernelWarnings, parseCrashkernel } from "../../src/crashkernel/parse";
import { recommendedCrashkernel } from "../../src/crashkernel/recommended";

const ladder = "2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M";

const cases: [id: string, versionId: string, arch: string, value: string | undefined, pageSize?: number][] = [
    ["debian", "12", "x86_64", "512M-:192M"],
    ["debian", "13", "aarch64", ladder],
    ["ubuntu", "20.04", "x86_64", "512M-:192M"],
    ["ubuntu", "24.04", "x86_64", "512M-:192M"],
    ["ubuntu", "24.10", "x86_64", undefined],
    ["ubuntu", "25.10", "x86_64", ladder],
    ["ubuntu", "26.04", "x86_64", ladder],
    ["centos", "7", "x86_64", "1G-4G:192M,4G-64G:256M,64G-:512M"],
    ["rocky", "8.10", "x86_64", "1G-4G:192M,4G-64G:256M,64G-:512M"],
    ["rhel", "8.6", "aarch64", "2G-:480M"],
    ["almalinux", "9.4", "aarch64", "1G-4G:356M,4G-64G:420M,64G-:676M", 65536],
    ["almalinux", "9.4", "aarch64", "1G-4G:256M,4G-64G:320M,64G-:576M"],
    ["almalinux", "9.4", "x86_64", "1G-4G:192M,4G-64G:256M,64G-:512M"],
    ["ol", "8.9", "x86_64", "1G-4G:192M,4G-64G:256M,64G-:512M"],
    ["ol", "9.5", "x86_64", "1G-64G:448M,64G-:512M"],
    ["ol", "10.0", "aarch64", "1G-64G:448M,64G-:512M"],
    ["rhel", "10.1", "aarch64", "2G-4G:256M,4G-64G:320M,64G-:576M"],
    ["centos", "10", "x86_64", "2G-64G:256M,64G-:512M"],
    ["fedora", "43", "ppc64le", "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G"],
    ["amzn", "2", "x86_64", "160M"],
    ["amzn", "2023", "x86_64", "1G-4G:192M,4G-64G:256M,64G-:512M"],
    ["amzn", "2023", "aarch64", "1G-4G:256M,4G-64G:320M,64G-:576M"],
    ["sles", "15.6", "x86_64", undefined],
    ["debian", "9", "x86_64", undefined],
    ["debian", "12", "riscv64", undefined],
    ["debian", "", "x86_64", undefined],
];

describe("recommendedCrashkernel", () => {
    for (const [id, versionId, arch, value, pageSize] of cases) {
        it(`T16: ${id} ${versionId} on ${arch}${pageSize ? " with 64 KiB pages" : ""}: ${value ?? "none"}`, () => {
            const found = recommendedCrashkernel({ id, versionId }, arch, pageSize);
            assert.equal(found?.value, value);
            if (found === undefined) return;
            assert.ok(found.source.length > 10);
            parseCrashkernel(found.value);
            assert.deepEqual(crashkernelWarnings(found.value), []);
        });
    }

    it("T19: has more for pages of 64 KiB, which need more of everything", () => {
        const sizes = (pageSize: number) =>
            [
                ...recommendedCrashkernel(
                    { id: "rocky", versionId: "9.4" },
                    "aarch64",
                    pageSize,
                )!.value.matchAll(/:(\d+)M/g),
            ].map((match) => Number(match[1]));
        assert.deepEqual(
            sizes(65536),
            sizes(4096).map((size) => size + 100),
        );
    });
});

import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Kdump, KdumpArgs } from "../../src";
import { Reading } from "../../src/args/checks";
import {
    autoProblems,
    predictWanted,
    readCrashkernelArgument,
    readMemoryArgument,
    WantedCrashkernel,
} from "../../src/crashkernel/wanted";
import { Recorded, recorded } from "../support/mocks";
import { ed25519Key } from "../support/publicKeys";

const connection = {
    host: "192.0.2.1",
    user: "admin",
    privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n",
    hostKey: ed25519Key("host"),
};

/** What a program makes, and what it says about the component, as `severity: text`. */
async function said(
    args: Omit<KdumpArgs, "connection">,
    mode: "preview" | "update" = "preview",
): Promise<{ all: Recorded[]; lines: string[] }> {
    const lines: string[] = [];
    const { info, warn } = pulumi.log;
    const log = pulumi.log as { info: typeof info; warn: typeof warn };
    log.info = async (text) => void lines.push(`info: ${text}`);
    log.warn = async (text) => void lines.push(`warn: ${text}`);
    try {
        const all = await recorded(() => new Kdump("web", { connection, ...args }), mode);
        return { all, lines: lines.flatMap(aboutCrashkernel) };
    } finally {
        Object.assign(log, { info, warn });
    }
}

/** Of the block with an update's consequences only what it says of the value. */
function aboutCrashkernel(text: string): string[] {
    if (!text.startsWith("info: What an update does")) return [text];
    const lines = text.split("\n  - ").filter((line) => line.startsWith("crashkernel="));
    return lines.map((line) => `info: ${line}`);
}

/** Why an argument is refused. */
function reasonOf(reading: Reading<unknown>): string | undefined {
    return "problems" in reading ? reading.problems[0].reason : undefined;
}

const crashkernelProblem = (text: string) => reasonOf(readCrashkernelArgument(text));
const memoryProblem = (text: string) => reasonOf(readMemoryArgument(text));

/** A value that is not refused by itself. */
function wantedOf(text: string): WantedCrashkernel {
    const reading = readCrashkernelArgument(text);
    assert.ok("value" in reading);
    return reading.value;
}

function createOf(all: Recorded[], step: string): string {
    return all.find(({ name }) => name === `web-${step}`)?.inputs.create;
}

describe("the crashkernel argument", () => {
    it("crosses to the host as it was written, without what does not count", async () => {
        const crossing: [string, string][] = [
            ["192M", "192M"],
            ["2048M-:196608k", "2048M-:196608k"],
            ["crashkernel=128M crashkernel=192M", "192M"],
            ["128M,low 512M,high", "'512M,high 128M,low'"],
        ];
        for (const [given, sent] of crossing) {
            const { all } = await said({ crashkernel: given });
            assert.equal(createOf(all, "crashkernel"), `kdump-host crashkernel ${sent}`);
            assert.equal(createOf(all, "bootloader"), `kdump-host bootloader ${sent}`);
            assert.equal(createOf(all, "reservation"), `kdump-host reboot never ${sent}`);
        }
    });

    it("T15: takes auto where the kernel has it, and refuses it where it has not", () => {
        const reason = (id: string, versionId: string) =>
            autoProblems({ crashkernel: wantedOf("auto"), os: { id, versionId } }).map(
                (problem) => problem.reason,
            )[0];
        assert.equal(crashkernelProblem("auto"), undefined);
        assert.deepEqual(autoProblems({ crashkernel: wantedOf("auto") }), []);
        for (const [id, version] of [
            ["centos", "7"],
            ["rhel", "8.10"],
            ["rocky", "8.9"],
            ["ol", "7.9"],
        ]) {
            assert.equal(reason(id, version), undefined);
        }
        for (const [id, version, name] of [
            ["rocky", "9.4", "Rocky Linux 9"],
            ["debian", "12", "Debian 12"],
            ["amzn", "2", "Amazon Linux 2"],
            ["sles", "15.6", "SUSE Linux Enterprise Server 15"],
        ]) {
            assert.equal(
                reason(id, version),
                `"auto" is known to the kernels of RHEL 7 and 8 and their rebuilds, and not on ${name}. Leave the property out for the distribution's own value, or give a size.`,
            );
        }
    });

    it("T15: has the preview say that auto is the kernel's affair", async () => {
        assert.deepEqual((await said({ crashkernel: "auto", memory: "4G" })).lines, [
            "info: crashkernel=auto leaves the size to the host's kernel.",
        ]);
    });

    it("T20: takes an address with a warning", async () => {
        assert.equal(crashkernelProblem("192M@16M"), undefined);
        assert.equal(crashkernelProblem("16G-4096G:512M,4096G-:1G@0x100000000"), undefined);
        const { all, lines } = await said({ crashkernel: "128M@0x78000000" });
        assert.equal(createOf(all, "crashkernel"), "kdump-host crashkernel 128M@0x78000000");
        assert.equal(lines.length, 1);
        assert.match(lines[0], /^warn: "128M@0x78000000" asks for a fixed address/);
    });

    it("takes ,cma beside a size with a warning, and refuses it alone", async () => {
        const { all, lines } = await said({ crashkernel: "64M,cma crashkernel=256M", memory: "4G" });
        assert.equal(createOf(all, "crashkernel"), "kdump-host crashkernel '256M 64M,cma'");
        assert.match(lines[0], /^warn: "64M,cma" is for kernels from 6\.17 on.*missing from every dump/);
        assert.equal(
            lines[1],
            "info: crashkernel=256M 64M,cma reserves 256 MiB of 4 GiB, and lends out 64 MiB more.",
        );
        assert.match(
            crashkernelProblem("64M,cma") ?? "",
            /stands alone and reserves nothing.*Give a size too/,
        );
    });

    it("says of what is not managed why, and what the kernel would make of it", () => {
        const problem = (text: string) => crashkernelProblem(text) ?? "";
        assert.match(
            problem("96769K"),
            /^"96769K" is not managed, because at column 1 .* not a multiple of 64 KiB; .*; the kernel would reserve 96769 KiB\. Allowed/,
        );
        assert.match(problem("010M"), /octal number; the kernel would reserve 8 MiB\./);
        assert.match(problem("256"), /has no unit.*; the kernel would reserve 256 bytes\./);
        assert.match(
            problem("2G-8G:192M,4G-:1G"),
            /begins below the end.*; the kernel would reserve 192 MiB of 2 GiB to 4 GiB, 1 GiB of 8 GiB and more, and nothing of other memory\. Begin/,
        );
        assert.match(
            problem("1G-2G:64M, 2G-:128M"),
            /a blank.*; the kernel would reserve 64 MiB of 1 GiB, and nothing of other memory\. Leave the blank out\.$/,
        );
        assert.match(problem("none"), /; the kernel would reserve nothing\. Allowed/);
    });

    it("refuses a size of nothing", () => {
        assert.match(crashkernelProblem("0M") ?? "", /"0M" reserves nothing on any machine\. Give a size/);
        assert.match(
            crashkernelProblem("") ?? "",
            /The value is empty\. Give a size such as "256M", or leave/,
        );
        assert.match(crashkernelProblem("2G-8G:192M,4G-:1G") ?? "", /at column 12 /);
        assert.equal(crashkernelProblem("0M-2G:0M,2G-:192M"), undefined);
        assert.equal(crashkernelProblem("recommended"), undefined);
    });
});

describe("the memory argument", () => {
    it("refuses what is no size", () => {
        assert.match(memoryProblem("4GB") ?? "", /In "4GB" "GB" after "4" is not a unit\. Allowed are whole/);
        assert.match(memoryProblem("0") ?? "", /"0" is not an amount of memory/);
        assert.equal(memoryProblem("3904M"), undefined);
    });

    it("T7: lets the plan refuse what the host would refuse", () => {
        const reason = (text: string, memory: string) => {
            const size = readMemoryArgument(memory);
            assert.ok("value" in size);
            return reasonOf(predictWanted({ crashkernel: wantedOf(text), memoryBytes: size.value })) ?? "";
        };
        assert.match(
            reason("2G-:192M", "1G"),
            /"2G-:192M" would reserve nothing\. .*none of the ranges holds.*1 GiB\. Add a range for 1 GiB\.$/,
        );
        assert.match(
            reason("4G", "4G"),
            /would reserve nothing\. .*4 GiB does not fit into one contiguous area.*\. Ask for less\.$/,
        );
        assert.doesNotMatch(reason("4G,high 4G,low", "8G"), /range/);
        assert.match(reason("600M", "1G"), /"600M" asks for more than half of 1 GiB/);
        assert.equal(reason("512M", "1G"), "");
        assert.equal(reason("0M-2G:0M,2G-:192M", "1G"), "");
        assert.equal(reason("recommended", "1G"), "");
        assert.equal(reason("auto", "1G"), "");
    });

    it("is told once that a value or the memory is wrong", () => {
        for (const args of [
            { crashkernel: "lots", memory: "1G" },
            { crashkernel: "192M", memory: "lots" },
        ]) {
            assert.throws(
                () => new Kdump("web", { connection, ...args }),
                (error: pulumi.InputPropertiesError) => error.errors?.length === 1,
            );
        }
    });

    it("T18: has the preview say what is reserved, and warn where that is nothing", async () => {
        assert.deepEqual((await said({ crashkernel: "2G-8G:192M,8G-:256M", memory: "4G" })).lines, [
            "info: crashkernel=2G-8G:192M,8G-:256M reserves 192 MiB of 4 GiB.",
        ]);
        assert.deepEqual((await said({ crashkernel: "0M-2G:0M,2G-:192M", memory: "1G" })).lines, [
            "warn: crashkernel=0M-2G:0M,2G-:192M reserves nothing of 1 GiB.",
        ]);
        assert.deepEqual((await said({ crashkernel: "192M" })).lines, []);
        assert.deepEqual((await said({ memory: "4G" })).lines, []);
    });

    it("says so in a preview alone, and with what is known later as well", async () => {
        assert.deepEqual((await said({ crashkernel: "192M", memory: "4G" }, "update")).lines, []);
        const later = { crashkernel: pulumi.output(Promise.resolve("192M")), memory: pulumi.output("4G") };
        assert.deepEqual((await said(later)).lines, ["info: crashkernel=192M reserves 192 MiB of 4 GiB."]);
    });

    it("leaves a known crashkernel known while the memory is not", async () => {
        class Vm extends pulumi.CustomResource {
            declare readonly memory: pulumi.Output<string>;
            constructor() {
                super("test:index:Vm", "vm", { memory: undefined });
            }
        }
        const all = await recorded(
            () => new Kdump("web", { connection, crashkernel: "192M", memory: new Vm().memory }),
            "preview",
        );
        assert.equal(createOf(all, "crashkernel"), "kdump-host crashkernel 192M");
    });

    it("refuses a reservation whose memory becomes known later", async () => {
        const memory = pulumi.output(Promise.resolve("1G"));
        await assert.rejects(said({ crashkernel: "2G-:192M", memory }), /"2G-:192M" would reserve nothing/);
    });

    it("warns in a preview of what may not be meant", async () => {
        const { lines } = await said({ crashkernel: "128M 192M" });
        assert.deepEqual(lines, ['warn: "128M" has no effect, because the kernel goes by "192M".']);
    });
});

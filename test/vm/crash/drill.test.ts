// A drill on a real VM: the real engine, a real crash, a real capture kernel that writes a real dump.
import * as assert from "node:assert/strict";

import { Result, Stack } from "../../../tools/pulumi/stack";
import { getToolchain } from "../../../tools/pulumi/toolchain";
import { startVm, Vm } from "../../../tools/vm/vm";
import { declareDrill, DrillOutputs, drillStack } from "../../support/drillStack";
import { asRoot, connectionTo, say } from "../../support/vmAccess";

describe("a drill on a VM with Debian 12", function () {
    this.timeout(40 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    let vm: Vm;
    let stack: Stack;
    let boots: string[];
    const declare = (kdump: object = {}, drill: object = {}, report?: object) =>
        declareDrill(
            stack,
            {
                connection: connectionTo(vm),
                crashkernel: "256M",
                reboot: "when-required",
                rebootTimeout: 1500,
                removePackages: true,
                ...kdump,
            },
            { consoleLog: vm.consoleLog, timeout: 1500, ...drill },
            report,
        );

    before("start the VM", async () => {
        vm = await startVm({ layer: "packages", say });
        stack = await drillStack(await getToolchain(say));
        await vm.waitForSsh(1500); // the package's first boot builds the capture kernel's initrd
        await asRoot(vm, "mkdir -p /var/log/journal && journalctl --flush"); // so that the capture kernel's words stay
        boots = [await vm.bootId()];
    });
    after("end the VM", async () => {
        stack?.remove();
        await vm?.stop();
    });

    const up = (onOutput = (text: string) => text) =>
        stack.up({
            limitSeconds: 2400,
            onOutput: (text) => {
                onOutput(text);
                for (const line of text.split("\n")) if (/command:remote/.test(line)) say(line.trim());
            },
        });
    const succeeded = async (run: Promise<Result>) => {
        const result = await run;
        assert.equal(result.code, 0, result.stdout + result.stderr);
        return result;
    };
    const dumps = async () =>
        (await asRoot(vm, "find /var/crash -name 'dump.*' | sort")).split("\n").filter(Boolean);

    /** What must be true of the memory that the capture kernel needed. */
    function lookedOn({ captureMemory, facts }: DrillOutputs): void {
        const { reservedBytes, totalBytes, neededBytes, marginBytes, bootBytes } = captureMemory;
        say(`memory of the capture kernel: ${JSON.stringify(captureMemory)}`);
        assert.equal(reservedBytes, 256 * 2 ** 20);
        assert.ok(0 < marginBytes && marginBytes < totalBytes && totalBytes < reservedBytes);
        assert.ok(2 ** 25 < neededBytes, "a kernel and its programs take more than 32 MiB");
        assert.ok(0 < bootBytes && bootBytes <= reservedBytes, "the size of its initramfs is known");
        assert.deepEqual([captureMemory.outdated, captureMemory.kernelRelease], ["", facts.kernelRelease]);
    }

    /** What must be true after a crash: another boot, and one whole dump more, for root alone. */
    async function crashed(before: string[]): Promise<DrillOutputs> {
        boots.push(await vm.bootId());
        assert.notEqual(boots.at(-1), boots.at(-2), "the machine has booted");
        const outputs = await stack.outputs<DrillOutputs>();
        const added = (await dumps()).filter((file) => !before.includes(file));
        assert.deepEqual(added, [outputs.vmcore]);
        assert.equal(outputs.ready, true, outputs.reason);
        assert.equal(outputs.kernelRelease, await asRoot(vm, "uname -r"));
        assert.equal(await asRoot(vm, `stat -c %s ${outputs.vmcore}`), String(outputs.size));
        assert.equal(await asRoot(vm, `sha256sum <${outputs.vmcore}`), `${outputs.sha256}  -`);
        assert.equal(await asRoot(vm, "find /var/crash/2* -printf '%y %m\\n' | sort -u"), "d 700\nf 600");
        assert.ok(outputs.size > 2 ** 20, `${outputs.size} bytes`);
        lookedOn(outputs);
        assert.equal(await asRoot(vm, "ls -d /etc/systemd/system/*pulumi-kdump-drill* || echo none"), "none");
        assert.ok(outputs.secondsToDump > 0 && outputs.secondsToDump < outputs.secondsToBeBack);
        say(
            `${outputs.size} bytes after ${outputs.secondsToDump} s, back after ${outputs.secondsToBeBack} s`,
        );
        return outputs;
    }

    it("is previewed in words, and crashes nothing by that", async () => {
        declare({}, { acknowledge: "yes" });
        const refused = await stack.preview();
        assert.notEqual(refused.code, 0);
        assert.match(refused.stdout + refused.stderr, /acknowledge: "yes" is not the acknowledgement/);
        declare();
        const result = await stack.preview({ args: ["--diff"] });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.match(result.stdout, /create +: "kdump-host drill sysrq 'this crashes the machine'"/);
        assert.match(result.stdout + result.stderr, /This drill will crash the machine, on purpose/);
        assert.equal(await vm.bootId(), boots[0]);
    });

    it("T33: crashes the machine and finds the dump", async () => {
        await succeeded(up());
        const outputs = await crashed([]);
        assert.equal(outputs.format, "flattened");
        assert.ok(Math.abs(Date.parse(outputs.crashTime) - Date.now()) < 3_600_000);
    });

    it("is not repeated by the next update, nor by a preview", async () => {
        const result = await succeeded(up());
        assert.doesNotMatch(result.stdout, /crash the machine|crashes/);
        await succeeded(stack.preview({ args: ["--expect-no-changes"] }));
        assert.equal(await vm.bootId(), boots.at(-1));
    });

    it("T31: is repeated when the configuration changes, here by an NMI, and its report with it", async () => {
        const before = await dumps();
        declare(
            { conf: { path: "/var/crash", keep: 5, captureCommandLine: "one=1" } },
            { trigger: "nmi" },
            { fetchDebuginfo: true, timeout: 1500 },
        );
        let sent: Promise<void> | undefined;
        const run = up((text) => {
            if (/waiting up to \d+ s for an NMI/.test(text)) {
                sent ??= new Promise((resolve) => setTimeout(resolve, 10_000)).then(() => vm.nmi());
            }
            return text;
        });
        await succeeded(run);
        await sent;
        const { vmcore, report } = await crashed(before);
        assert.equal(report.vmcore.path, vmcore);
        assert.equal(report.panic.kind, "nmi");
        assert.match(report.panic.text, /NMI: Not continuing/);
        assert.match(report.vmlinux, /\/vmlinux/, report.doubts.join());
        assert.deepEqual([report.backtrace[0].symbol, report.backtrace[0].level], ["machine_kexec", 0]);
        assert.ok(report.place.file !== undefined && report.place.line !== undefined, report.place.symbol);
    });

    it("says why there is no dump when the disk is full, and shows the console", async () => {
        const before = await dumps();
        declare({ conf: { path: "/var/crash", keep: 5, captureCommandLine: "one=2" } });
        // What a dump needs is free when the drill asks for it, and not when the dump is written.
        await asRoot(
            vm,
            `tune2fs -m 0 $(findmnt -no SOURCE /) && free=$(df --output=avail -k / | tail -n 1); fallocate -l $((free - 400 * 1024))K /var/full`,
        );
        await asRoot(
            vm,
            `printf '%s\\n' '#!/bin/sh' 'fallocate -l $(($(df --output=avail -k / | tail -n 1) - 8192))K /var/fuller' >/usr/local/sbin/fill && chmod 755 /usr/local/sbin/fill && printf '[Service]\\nExecStartPre=/usr/local/sbin/fill\\n' >/etc/systemd/system/kdump-tools-dump.service.d/zz-full.conf`,
        );
        const result = await up();
        assert.notEqual(result.code, 0);
        const said = result.stdout + result.stderr;
        assert.match(
            said,
            /error \[no-dump\]: The host crashed and came back, but \/var\/crash\/\d+\/\S+ (was not written completely|is truncated)/,
        );
        assert.match(said, /There was no space left for it|KiB free/);
        assert.match(said, /Its console \(.*\) ends with:/);
        await asRoot(
            vm,
            "rm -f /var/full /var/fuller /usr/local/sbin/fill /etc/systemd/system/kdump-tools-dump.service.d/zz-full.conf",
        );
        for (const file of before) await asRoot(vm, `test -s ${file}`);
    });

    it("is forgotten by destroy, which takes no dump away", async () => {
        const before = await dumps();
        assert.ok(before.length >= 2);
        const result = await stack.destroy({ limitSeconds: 1200 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.deepEqual(await dumps(), before);
        // What the report had fetched goes with the packages that were installed.
        assert.equal(await asRoot(vm, "ls /usr/lib/debug/boot 2>/dev/null || echo none"), "none");
        assert.equal((await vm.ssh("test -e /var/lib/pulumi-kdump", { user: "root" })).code, 1);
    });
});

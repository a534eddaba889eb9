// The shortest real crash: a VM whose kdump is loaded already is taken over, crashed once, and its dump read.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { Stack } from "../../../tools/pulumi/stack";
import { getToolchain } from "../../../tools/pulumi/toolchain";
import { startVm, Vm } from "../../../tools/vm/vm";
import { declareDrill, DrillOutputs, drillStack } from "../../support/drillStack";
import { asRoot, connectionTo, say } from "../../support/vmAccess";

/** The running kernel's ELF notes, in hexadecimal; the build id is among them. */
const notes = "od -An -v -tx1 /sys/kernel/notes | tr -d ' \\n'";

function buildIdOf(hexNotes: string): RegExp {
    // name size 4, description size 20, type 3 (NT_GNU_BUILD_ID), "GNU\0", then the id
    const id = /040000001400000003000000474e5500([0-9a-f]{40})/.exec(hexNotes)?.[1];
    assert.ok(id, "the running kernel has a build id");
    return new RegExp(id);
}

describe("a VM that is crashed once", function () {
    this.timeout(40 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    let vm: Vm;
    let stack: Stack;
    let bootId: string;
    const kdump = () => ({
        connection: connectionTo(vm),
        crashkernel: "256M",
        debuginfo: true,
        report: true,
    });
    const drill = () => ({ consoleLog: vm.consoleLog, timeout: 1500 });

    before("start the VM", async () => {
        vm = await startVm({ layer: "handmade", say });
        stack = await drillStack(await getToolchain(say));
        await vm.waitForSsh();
        bootId = await vm.bootId();
    });
    after("end the VM", async () => {
        stack?.remove();
        await vm?.stop();
    });

    const up = async () => {
        const result = await stack.up({
            limitSeconds: 2400,
            onOutput: (text) =>
                text
                    .split("\n")
                    .filter((line) => /waiting for the host|crash:|dump:|report:/.test(line))
                    .forEach((line) => say(line.trim())),
        });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        return result;
    };
    const outputs = () => stack.outputs<DrillOutputs>() as Promise<DrillOutputs>;

    it("gets the debuginfo of the very kernel that runs", async () => {
        declareDrill(stack, kdump(), null);
        await up();
        const { vmlinux, kernelRelease } = await outputs();
        assert.ok(vmlinux.includes(kernelRelease), vmlinux);
        assert.match(
            await asRoot(vm, `readelf -n ${vmlinux} | grep 'Build ID'`),
            buildIdOf(await asRoot(vm, notes)),
        );
        assert.equal(await vm.bootId(), bootId);
    });

    it("writes a vmcore, which is found and read", async () => {
        declareDrill(stack, kdump(), drill(), { timeout: 1500 });
        const result = await up();
        assert.notEqual(await vm.bootId(), bootId);
        const { vmcore, size, sha256, ready, reason, kernelRelease, readable, readableReason } =
            await outputs();
        assert.equal(ready, true, reason);
        assert.equal(readable, "yes", readableReason);
        assert.match(readableReason, /^crash \S+ lists \d+ tasks, and \d+ calls of the one that panicked\.$/);
        assert.equal(kernelRelease, await asRoot(vm, "uname -r"));
        assert.equal(await asRoot(vm, `stat -c '%s %a %U' ${vmcore}`), `${size} 600 root`);
        assert.equal(await asRoot(vm, `sha256sum <${vmcore}`), `${sha256}  -`);
        assert.match(
            result.stdout,
            /waiting for the host to come back after its crash, \d+ of at most 1500 s; its console: /,
        );
    });

    it("has a report of it, with the panic and the source line where it happened", async () => {
        const { report, vmcore, vmlinux, kernelRelease, crashTime } = await outputs();
        assert.equal(report.vmcore.path, vmcore);
        assert.equal(report.vmlinux, vmlinux);
        assert.equal(report.panic.kind, "sysrq");
        assert.equal(report.panic.text, "Kernel panic - not syncing: sysrq triggered crash");
        assert.equal(report.place.symbol, "sysrq_handle_crash");
        assert.match(report.place.file ?? "", /drivers\/tty\/sysrq\.c$/);
        const [top] = report.backtrace;
        assert.deepEqual([top.level, top.symbol, top.sym?.symbol], [0, "machine_kexec", "machine_kexec"]);
        const frame = report.backtrace.find(({ symbol }) => symbol === "sysrq_handle_crash");
        assert.match(frame?.file ?? "", /drivers\/tty\/sysrq\.c$/);
        assert.ok((frame?.line ?? 0) > 0);
        assert.equal(report.header.release, kernelRelease);
        assert.equal(report.header.nodename, await asRoot(vm, "uname -n"));
        assert.equal(report.header.command, "sh");
        assert.ok(Math.abs(Date.parse(report.header.date ?? "") - Date.parse(crashTime)) < 60_000);
        assert.ok(report.log.some(({ text }) => /sysrq: Trigger a crash/.test(text)));
        const page = fs.readFileSync(path.join(stack.directory, "report.html"), "utf8");
        assert.match(page, /sysrq_handle_crash/);
        say(`report of ${report.backtrace.length} frames by ${report.reader}`);
    });

    it("has written a report beside it, by itself", async () => {
        const { report, vmcore, crashTime } = await outputs();
        const beside = path.dirname(vmcore);
        await asRoot(
            vm,
            `for i in $(seq 300); do [ ! -e ${beside}/report.json ] || exit 0; sleep 2; done; exit 1`,
            700,
        );
        const own = JSON.parse(await asRoot(vm, `cat ${beside}/report.json`)) as typeof report;
        assert.deepEqual(
            [own.panic, own.place, own.backtrace],
            [report.panic, report.place, report.backtrace],
        );
        assert.match(await asRoot(vm, `cat ${beside}/report.html`), /sysrq_handle_crash/);
        assert.equal(await asRoot(vm, `stat -c '%a %U' ${beside}/report.*`), "600 root\n600 root\n600 root");
        const written = Number(await asRoot(vm, `stat -c %Y ${beside}/report.json`));
        say(`its own report ${Math.round(written - Date.parse(crashTime) / 1000)} s after the panic`);
    });

    it("is not crashed again by the next update", async () => {
        const again = await vm.bootId();
        await up();
        const preview = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(preview.code, 0, preview.stdout);
        assert.equal(await vm.bootId(), again);
    });

    it("keeps its dump when all that is declared is destroyed", async () => {
        const { vmcore, sha256 } = await outputs();
        const result = await stack.destroy({ limitSeconds: 1200 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.equal(await asRoot(vm, `sha256sum <${vmcore}`), `${sha256}  -`);
    });
});

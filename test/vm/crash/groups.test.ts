// One name for one bug, of real crashes: ten of six kinds in two VMs are six groups, by the kernel logs beside the dumps as by
// what crash and drgn read of the dumps themselves.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { CrashGroup } from "../../../src";
import { commandLine } from "../../../src/cli/commandLine";
import { checkout } from "../../../tools/dev/checkout";
import { run } from "../../../tools/dev/exec";
import { ensureHostPackages } from "../../../tools/dev/hostPackages";
import { bringFaults, crashVm } from "../../../tools/vm/crashVm";
import { DebugFiles, debugFiles } from "../../../tools/vm/debugFiles";
import { startVm, Vm } from "../../../tools/vm/vm";
import { realDrgn } from "../../support/drgn";
import { asRoot, say } from "../../support/vmAccess";

/** How each VM fails, in this order. */
const crashes: Record<string, string[]> = {
    web: ["null-pointer", "bug", "soft-lockup", "warn", "general-protection"],
    db: ["sysrq", "bug", "null-pointer", "warn", "null-pointer"],
};

/** The name of each bug, and how often it struck. */
const bugs: [fingerprint: string, title: string, count: number, hosts: string[]][] = [
    [
        "kdump-1:oops:faults_null",
        "BUG: unable to handle kernel NULL pointer dereference in faults_null",
        3,
        ["db", "web"],
    ],
    ["kdump-1:bug:faults_bug", "kernel BUG in faults_bug", 2, ["db", "web"]],
    ["kdump-1:warning:faults_warn", "WARNING in faults_warn", 2, ["db", "web"]],
    ["kdump-1:soft-lockup:faults_softlockup", "BUG: soft lockup in faults_softlockup", 1, ["web"]],
    ["kdump-1:sysrq", "kernel panic: sysrq triggered crash", 1, ["db"]],
    ["kdump-1:general-protection:faults_null", "general protection fault in faults_null", 1, ["web"]],
];

describe("ten crashes of six kinds in two VMs", function () {
    this.timeout(120 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-groups-"));
    const vms: Record<string, Vm> = {};
    let debug: DebugFiles;

    before("start the VMs", async () => {
        await ensureHostPackages("Reading dumps", { crash: "crash", gcc: "gcc", make: "make" }, say);
        for (const name of Object.keys(crashes)) vms[name] = await startVm({ layer: "handmade", say });
        for (const vm of Object.values(vms)) await vm.waitForSsh();
        debug = await debugFiles(await asRoot(vms.web, "uname -r"), say);
    });
    after("end the VMs", async () => {
        for (const vm of Object.values(vms)) await vm.stop();
        fs.rmSync(directory, { recursive: true });
    });

    /** What is grouped, without when it was. */
    const grouped = (...words: string[]) => {
        const { status, stdout, stderr } = commandLine(["groups", ...words, "--json"]);
        assert.equal(status, 0, stderr);
        return (JSON.parse(stdout) as CrashGroup[])
            .map(({ fingerprint, title, count, hosts }) => [fingerprint, title, count, hosts])
            .sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1));
    };
    const wanted = [...bugs].sort(([one], [other]) => (one < other ? -1 : 1));

    it("crash and dump", async () => {
        const all = Object.entries(crashes).map(async ([name, kinds]) => {
            await bringFaults(vms[name], debug.module);
            for (const kind of kinds) {
                say(`${name}: ${kind}`);
                await crashVm(vms[name], kind);
            }
            const dumps = await asRoot(vms[name], "ls -d /var/crash/2*/dump.* | wc -l");
            assert.equal(Number(dumps), kinds.length);
        });
        await Promise.all(all);
    });

    it("are six groups by the kernel logs beside the dumps", async () => {
        for (const [name, vm] of Object.entries(vms)) {
            const client = path.join(directory, "logs", name);
            fs.mkdirSync(client, { recursive: true });
            await run("sh", [
                "-c",
                `${vm.sshCommandLine()} 'sudo sh -c "cd /var/crash && tar -c 2*/dmesg.*"' | tar -x -C '${client}'`,
            ]);
        }
        assert.deepEqual(grouped(path.join(directory, "logs")), wanted);
        say(commandLine(["groups", path.join(directory, "logs")]).stdout);
    });

    it("are six groups by crash's stacks and by drgn's, without the logs", async () => {
        const sessions: string[] = [];
        const byDrgn: string[] = [];
        const drgn = await realDrgn(say);
        for (const [name, vm] of Object.entries(vms)) {
            for (const dump of (await asRoot(vm, "ls /var/crash/2*/dump.*")).split("\n")) {
                const file = path.join(directory, `${name}-${path.basename(dump)}`);
                await run("sh", ["-c", `${vm.sshCommandLine()} 'sudo cat ${dump}' >'${file}'`]);
                const stdin = [`mod -s faults ${debug.module}`, "sys", "set", "bt -l", "exit", ""].join("\n");
                const session = await run("crash", ["-s", debug.vmlinux, file], { stdin, limitSeconds: 600 });
                fs.writeFileSync(`${file}.txt`, session);
                sessions.push(`${file}.txt`);
                const work = path.join(directory, "work");
                fs.mkdirSync(path.join(work, "modules"), { recursive: true });
                fs.copyFileSync(debug.module, path.join(work, "modules", "faults.ko"));
                fs.symlinkSync(debug.vmlinux, path.join(work, "vmlinux"));
                const reading = path.join(checkout, "host", "report", "drgn.py");
                await run(drgn, ["-q", "-c", file, "-s", debug.vmlinux, reading], {
                    cwd: work,
                    limitSeconds: 600,
                });
                const left = (name: string) => fs.readFileSync(path.join(work, `${name}.txt`), "utf8");
                fs.writeFileSync(`${file}.drgn.txt`, left("sys") + left("set") + left("btl") + left("sym"));
                byDrgn.push(`${file}.drgn.txt`);
                fs.rmSync(work, { recursive: true });
                fs.rmSync(file);
            }
        }
        // PANIC does not hold the words of a page fault, and the machines have one name.
        const counted = (groups: unknown[][]) => groups.map(([fingerprint, , count]) => [fingerprint, count]);
        assert.deepEqual(counted(grouped(...sessions)), counted(wanted));
        assert.deepEqual(counted(grouped(...byDrgn)), counted(wanted));
    });
});

// A last gasp: in two VMs the capture initrd is broken on purpose, in two ways. Their crashes leave no dump, and a report all
// the same, by what the kernel had written to pstore before.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { run } from "../../../tools/dev/exec";
import { ensureHostPackages } from "../../../tools/dev/hostPackages";
import { Stack } from "../../../tools/pulumi/stack";
import { getToolchain } from "../../../tools/pulumi/toolchain";
import { bringFaults, crashVm } from "../../../tools/vm/crashVm";
import { debugFiles } from "../../../tools/vm/debugFiles";
import { startVm, Vm } from "../../../tools/vm/vm";
import { asRoot, connectionTo, differences, say, whole } from "../../support/vmAccess";

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

const hosts = JSON.parse(fs.readFileSync("hosts.json", "utf8"));
export const ready = Object.entries<any>(hosts).map(([name, args]) => new kdump.Kdump(name, args).ready);
`;

/** A program that ends at once, in a kernel that has no other. */
const endingInit = `
void _start(void) { __asm__ volatile("mov $60, %eax\\n xor %edi, %edi\\n syscall"); }
`;

const initrd = "/var/lib/kdump/initrd.img-$(uname -r)";
const notifiers = "/sys/module/kernel/parameters/crash_kexec_post_notifiers";

describe("a last gasp of two VMs whose capture initrd is broken", function () {
    this.timeout(120 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-gasp-"));
    const vms: Record<string, Vm> = {};
    const asTheyWere: Record<string, string[]> = {};
    let stack: Stack;
    let module: string;

    before("start the VMs", async () => {
        await ensureHostPackages("What crashes the VMs", { gcc: "gcc", make: "make" }, say);
        for (const name of ["web", "db"]) {
            // 64 KiB that the firmware keeps whatever happens to the machine.
            const store = `memory-backend-file,id=erst,size=0x10000,share=on,mem-path=${directory}/${name}.erst`;
            const qemuArgs = ["-object", store, "-device", "acpi-erst,memdev=erst"];
            vms[name] = await startVm({ layer: "handmade", say, qemuArgs });
        }
        for (const vm of Object.values(vms)) await vm.waitForSsh();
        ({ module } = await debugFiles(await asRoot(vms.web, "uname -r"), say));
        for (const [name, vm] of Object.entries(vms)) {
            await bringFaults(vm, module);
            await asRoot(vm, "apt-get -q -y -o DPkg::Lock::Timeout=300 install nodejs >/dev/null 2>&1", 1800);
            asTheyWere[name] = await whole(vm);
        }
        stack = await Stack.create({
            toolchain: await getToolchain(say),
            program: { "index.ts": program, "hosts.json": "{}" },
        });
    });
    after("end the VMs", async () => {
        stack?.remove();
        for (const vm of Object.values(vms)) await vm.stop();
        fs.rmSync(directory, { recursive: true });
    });

    const gasps = async (vm: Vm) =>
        (await asRoot(vm, "ls -d /var/crash/gasp-* 2>/dev/null || :")).split("\n").filter(Boolean);

    /** Until the unit that makes reports has run in this boot. */
    async function reported(vm: Vm): Promise<string> {
        for (let seconds = 0; ; seconds += 10) {
            const state = await asRoot(
                vm,
                "systemctl show -p ActiveState,Result,ExecMainExitTimestampMonotonic pulumi-kdump-reports",
            );
            const isOver = /^ActiveState=(inactive|failed)$/m.test(state) && !/Monotonic=0$/m.test(state);
            if (isOver) return asRoot(vm, "journalctl -q -b -o cat --no-pager -u pulumi-kdump-reports");
            assert.ok(seconds < 900, state);
            await new Promise((resolve) => setTimeout(resolve, 10_000));
        }
    }

    it("are declared, and have the kernel keep its last lines without a reboot", async () => {
        const boots = await Promise.all(Object.values(vms).map((vm) => vm.bootId()));
        const hosts = Object.fromEntries(
            Object.entries(vms).map(([name, vm]) => [
                name,
                { connection: connectionTo(vm), crashkernel: "256M", lastGasp: true },
            ]),
        );
        stack.write({ "hosts.json": JSON.stringify(hosts) });
        const result = await stack.up({ limitSeconds: 3600 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.deepEqual((await stack.outputs()).ready, [true, true]);
        for (const vm of Object.values(vms)) {
            assert.equal(await asRoot(vm, `cat ${notifiers}`), "Y");
            assert.equal(await asRoot(vm, "cat /sys/module/pstore/parameters/backend"), "erst");
        }
        assert.deepEqual(await Promise.all(Object.values(vms).map((vm) => vm.bootId())), boots);
    });

    it("leave a report of kind and function, and no dump", async () => {
        const { web, db } = vms;
        // One has an initrd that was cut off, the other one whose first program ends.
        await asRoot(web, `cp ${initrd} /root/whole && truncate -s 100K ${initrd}`);
        fs.writeFileSync(path.join(directory, "init.c"), endingInit);
        await run("gcc", ["-static", "-nostdlib", "-s", "-o", "init", "init.c"], { cwd: directory });
        const init = fs.readFileSync(path.join(directory, "init")).toString("base64");
        await asRoot(
            db,
            `cd /run && echo ${init} | base64 -d >init && chmod 755 init && echo init | cpio -o -H newc >${initrd}`,
        );
        const crashes = { web: "null-pointer", db: "bug" };
        const all = Object.entries(crashes).map(async ([name, kind]) => {
            const vm = vms[name];
            await asRoot(vm, "kdump-config unload && kdump-config load");
            await crashVm(vm, kind);
            say(`${name}: ${(await reported(vm)).split("\n").join(" / ")}`);
        });
        await Promise.all(all);

        const wanted = {
            web: ["null-pointer", "faults_null", "kdump-1:oops:faults_null"],
            db: ["bug", "faults_bug", "kdump-1:bug:faults_bug"],
        };
        for (const [name, names] of Object.entries(wanted)) {
            assert.match(fs.readFileSync(vms[name].consoleLog, "utf8"), /Rebooting in 10 seconds/);
            const [gasp, ...others] = await gasps(vms[name]);
            assert.deepEqual(others, []);
            const report = JSON.parse(await asRoot(vms[name], `cat ${gasp}/report.json`));
            const symbol = report.place.symbol.replace(/\..*$/, ""); // a compiler's suffix
            assert.deepEqual([report.panic.kind, symbol, report.fingerprint], names);
            assert.equal(report.header.release, await asRoot(vms[name], "uname -r"));
            assert.match(report.doubts.join("\n"), /There is no whole dump of this crash.*pstore \(erst\)/);
            assert.equal(await asRoot(vms[name], "find /var/crash -name 'dump.*' | wc -l"), "0");
            assert.equal(
                await asRoot(vms[name], `stat -c %a ${gasp} ${gasp}/* | sort -u`),
                ["600", "700"].join("\n"),
            );
            // The records are where systemd-pstore put them, and there is room for the next.
            assert.equal(await asRoot(vms[name], "ls /sys/fs/pstore | wc -l"), "0");
            assert.notEqual(
                await asRoot(vms[name], "find /var/lib/systemd/pstore -name 'dmesg-erst-*' | wc -l"),
                "0",
            );
            say(`${name}: ${report.summary}`);
        }
    });

    it("leave it to the dump where the capture kernel works", async () => {
        const { web } = vms;
        await asRoot(web, `cat /root/whole >${initrd} && kdump-config unload && kdump-config load`);
        await crashVm(web, "sysrq");
        say(`web: ${(await reported(web)).split("\n").join(" / ")}`);
        assert.equal((await gasps(web)).length, 1);
        const report = JSON.parse(await asRoot(web, "cat /var/crash/2*/report.json"));
        assert.equal(report.fingerprint, "kdump-1:sysrq");
        assert.match(report.vmcore.path, /\/dump\.\d+$/);
    });

    it("take back what was done for it, and keep the reports", async () => {
        for (const vm of Object.values(vms)) await asRoot(vm, "rm -f /root/whole");
        const result = await stack.destroy({ limitSeconds: 2400 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        for (const [name, vm] of Object.entries(vms)) {
            assert.equal(await asRoot(vm, `cat ${notifiers}`), "N");
            const changes = differences(asTheyWere[name], await whole(vm));
            assert.deepEqual(
                changes.filter((line) => !/ var\/lib\/kdump\/initrd\.img-/.test(line)),
                [],
            );
            assert.equal((await gasps(vm)).length, 1);
        }
    });
});

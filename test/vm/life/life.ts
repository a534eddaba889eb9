// The whole life of a Kdump on a real VM: the real engine, real apt, real grub, a real reboot, a real capture kernel.
import * as assert from "node:assert/strict";

import { getToolchain } from "../../../tools/pulumi/toolchain";
import { GuestName } from "../../../tools/vm/guests";
import { startVm, Vm } from "../../../tools/vm/vm";
import { KdumpStack } from "../../support/kdumpStack";
import { asRoot, connectionTo, differences, say, whole } from "../../support/vmAccess";

const MiB = 2 ** 20;
const minutes = (count: number) => count * 60_000;
/** Tests the whole life of a Kdump on a VM of this guest. */
export function lifeOn(guest: GuestName): void {
    describe(`a new VM with ${guest}`, function () {
        this.timeout(minutes(30));
        this.bail(true); // each test goes on from where the one before it ended

        let vm: Vm;
        let stack: KdumpStack;
        let asItWas: string[];
        let bootIds: string[];
        let bootsBefore: number;
        const wanted = {
            crashkernel: "192M",
            conf: { path: "/var/crash", coreCollector: "makedumpfile -l --message-level 7 -d 31", keep: 3 },
            reboot: "when-required",
            removePackages: true,
        };

        before("start the VM", async () => {
            vm = await startVm({ guest, layer: "booted", say });
            stack = await KdumpStack.create(await getToolchain(say));
            await vm.waitForSsh();
            await asRoot(vm, "mkdir -p /var/log/journal && journalctl --flush"); // so that the journal outlives a reboot
            bootsBefore = await boots();
            asItWas = await whole(vm);
            bootIds = [await vm.bootId()];
            stack.declare({ ...wanted, connection: connectionTo(vm) });
        });
        after("end the VM", async () => {
            stack?.remove();
            await vm?.stop();
        });

        const up = async () => {
            const result = await stack.up({ limitSeconds: 1200, onOutput: progress() });
            assert.equal(result.code, 0, result.stdout + result.stderr);
            return result;
        };

        it("is previewed before anything exists, and not touched by that", async () => {
            const result = await stack.preview({ args: ["--diff"] });
            assert.equal(result.code, 0, result.stdout + result.stderr);
            assert.match(result.stdout, /create +: "kdump-host crashkernel 192M"/);
            assert.match(result.stdout, /\+ 11 to create/);
            assert.doesNotMatch(result.stdout, /PRIVATE KEY/);
            assert.equal((await vm.ssh("test -e /usr/local/bin/kdump-host")).code, 1);
        });

        it("is made ready, with one reboot", async () => {
            const result = await up();
            assert.match(result.stdout, /packages: installing/, "progress is shown while it runs");
            bootIds.push(await vm.bootId());
            assert.notEqual(bootIds[1], bootIds[0]);
            assert.equal(await boots(), bootsBefore + 1);
        });

        it("says in its outputs what ssh sees", async () => {
            const outputs = await stack.outputs();
            assert.equal(outputs.ready, true, outputs.reason);
            assert.equal(outputs.reason, "");
            assert.equal(outputs.rebootRequired, false);
            assert.equal(outputs.reservationSize, 192 * MiB);
            assert.equal(
                String(outputs.reservationSize),
                await asRoot(vm, "cat /sys/kernel/kexec_crash_size"),
            );
            assert.equal(await asRoot(vm, "cat /sys/kernel/kexec_crash_loaded"), "1");
            assert.equal(outputs.kernelRelease, await asRoot(vm, "uname -r"));
            assert.equal(outputs.crashkernel, "192M");
            assert.match(await asRoot(vm, "cat /proc/cmdline"), /(^| )crashkernel=192M( |$)/);
            assert.equal(outputs.dumpPath, "/var/crash");
            assert.equal(await asRoot(vm, "stat -c %a /var/crash"), "700");
            assert.equal(outputs.osRelease, await asRoot(vm, '. /etc/os-release; echo "$PRETTY_NAME"'));
            assert.equal(outputs.facts.bootId, bootIds[1]);
            assert.equal(outputs.facts.service.active, true);
            assert.equal(await asRoot(vm, "systemctl is-active kdump-tools"), "active");
            assert.match(await asRoot(vm, "kdump-config status"), /ready to kdump/);
            assert.match(await asRoot(vm, "kdump-config show"), /KDUMP_COREDIR:\s+\/var\/crash/);
            assert.equal(
                await asRoot(vm, '. /etc/default/kdump-tools; echo "$MAKEDUMP_ARGS"'),
                "-l --message-level 7 -d 31",
            );
        });

        it("has one crashkernel in every entry of the boot menu that is not for recovery", async () => {
            const lines = (await asRoot(vm, "grep -E '^\\s*linux\\s' /boot/grub/grub.cfg")).split("\n");
            const ordinary = lines.filter((line) => !/ (single|recovery)( |$)/.test(line));
            assert.ok(ordinary.length >= 2);
            for (const line of ordinary)
                assert.deepEqual(line.match(/crashkernel=\S+/g), ["crashkernel=192M"], line);
        });

        it("is looked at by a second update and by a preview, once each, and left alone", async () => {
            const logins = async () =>
                Number(
                    await asRoot(
                        vm,
                        "journalctl -q -b -t sshd -t sshd-session -g 'Accepted publickey for admin' | wc -l",
                    ),
                );
            const atFirst = await logins();
            const again = await up();
            assert.deepEqual(KdumpStack.touched(again), []);
            await nothingToDo();
            assert.equal(await logins(), atFirst + 2);
        });

        it("is mended by one update, whatever was changed by hand", async () => {
            await asRoot(
                vm,
                `rm /etc/default/grub.d/zz-pulumi-kdump.cfg /usr/local/bin/kdump-host
                 sed -i 's/ crashkernel=[^ ]*//' /boot/grub/grub.cfg
                 sed -i 's/-d 31/-d 1/' /etc/default/kdump-tools
                 systemctl -q disable --now kdump-tools`,
            );
            const preview = await stack.preview({ args: ["--diff"] });
            assert.equal(preview.code, 0, preview.stdout + preview.stderr);
            for (const what of [
                /kdump-host is not there/,
                /zz-pulumi-kdump\.cfg is not there/,
                /grub\.cfg/,
                /\/etc\/default\/kdump-tools/,
                /kdump-tools\.service/,
            ])
                assert.match(preview.stdout + preview.stderr, what);
            assert.deepEqual(KdumpStack.touched(await up()).sort(), [
                "bootloader",
                "conf",
                "crashkernel",
                "host",
                "program",
                "service",
            ]);
            assert.equal(await vm.bootId(), bootIds[1], "the running kernel has its reservation still");
            const outputs = await stack.outputs();
            assert.equal(outputs.ready, true, outputs.reason);
            await nothingToDo();
        });

        it("gets another dump path without a reboot, by the conf and service steps alone", async () => {
            stack.declare({
                ...wanted,
                connection: connectionTo(vm),
                conf: { ...wanted.conf, path: "/srv/dumps" },
            });
            assert.deepEqual(KdumpStack.touched(await up()).sort(), ["conf", "service"]);
            assert.equal(await vm.bootId(), bootIds[1]);
            const outputs = await stack.outputs();
            assert.equal(outputs.ready, true, outputs.reason);
            assert.equal(outputs.dumpPath, "/srv/dumps");
            assert.equal(await asRoot(vm, "stat -c '%a %U' /srv/dumps"), "700 root");
            assert.match(await asRoot(vm, "kdump-config show"), /KDUMP_COREDIR:\s+\/srv\/dumps/);
        });

        it("waits for a reboot by hand where it may not reboot, and then is ready without another step", async () => {
            stack.declare({
                ...wanted,
                connection: connectionTo(vm),
                crashkernel: "256M",
                conf: { path: "/srv/dumps" },
                reboot: "never",
            });
            await up();
            assert.equal((await stack.outputs()).ready, false);
            assert.equal(await vm.bootId(), bootIds[1]);
            await vm.ssh("systemctl reboot", { user: "root" });
            await vm.waitForReboot(bootIds[1]);
            await nothingToDo();
            assert.deepEqual(KdumpStack.touched(await up()), []);
            bootIds.push(await vm.bootId());
            assert.notEqual(bootIds[2], bootIds[1]);
            assert.equal(await boots(), bootsBefore + 2);
            const outputs = await stack.outputs();
            assert.equal(outputs.ready, true, outputs.reason);
            assert.equal(outputs.reservationSize, 256 * MiB);
            assert.equal(await asRoot(vm, "cat /sys/kernel/kexec_crash_size"), String(256 * MiB));
        });

        it("is given back as it was, byte for byte and without a reboot", async () => {
            const result = await stack.destroy({ limitSeconds: 1200, onOutput: progress() });
            assert.equal(result.code, 0, result.stdout + result.stderr);
            assert.deepEqual(differences(asItWas, await whole(vm)), []);
            assert.equal(await vm.bootId(), bootIds[2]);
            for (const path of [
                "/usr/local/bin/kdump-host",
                "/var/lib/pulumi-kdump",
                "/srv/dumps",
                "/var/log/pulumi-kdump.log",
            ]) {
                assert.equal(
                    (await vm.ssh(`test -e ${path}`, { user: "root" })).code,
                    1,
                    `${path} is still there`,
                );
            }
            assert.equal(await asRoot(vm, "ls -A /home/admin | grep -c kdump-host || true"), "0");
        });

        async function nothingToDo(): Promise<void> {
            const preview = await stack.preview({ args: ["--expect-no-changes"] });
            assert.equal(preview.code, 0, preview.stdout);
        }

        /** How often the VM has booted, by its own journal. */
        async function boots(): Promise<number> {
            return Number(await asRoot(vm, "journalctl --list-boots --no-pager -q | wc -l"));
        }
    });
}

/** Shows the progress lines of a run under the test that waits for it. */
function progress(): (text: string) => void {
    return (text) => {
        for (const line of text.split("\n")) {
            if (/command:remote/.test(line)) say(line.trim());
        }
    };
}

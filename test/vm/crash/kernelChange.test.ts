// A VM whose kernel was updated behind Pulumi's back: its drill is repeated, once, and old dumps go as they should.
import * as assert from "node:assert/strict";

import { Stack } from "../../../tools/pulumi/stack";
import { getToolchain } from "../../../tools/pulumi/toolchain";
import { startVm, Vm } from "../../../tools/vm/vm";
import { declareDrill, DrillOutputs, drillStack } from "../../support/drillStack";
import { asRoot, connectionTo, say } from "../../support/vmAccess";

/** Installs a kernel that is not the running one (and no name that stands for one), and has it booted. Prints its release. */
const otherKernel = `
other=$(apt-cache -n search '^linux-image-[0-9.]*-[0-9]*-cloud-amd64$' | cut -d ' ' -f 1 | grep -v -x "linux-image-$(uname -r)" | sort -V | tail -n 1)
DEBIAN_FRONTEND=noninteractive apt-get -q -y install "$other" >/dev/null
release=\${other#linux-image-} root=$(findmnt -no UUID /)
echo "GRUB_DEFAULT='gnulinux-advanced-$root>gnulinux-$release-advanced-$root'" >/etc/default/grub.d/other-kernel.cfg
update-grub 2>/dev/null
echo "$release"`;

describe("a drill on a VM that gets another kernel", function () {
    this.timeout(40 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    let vm: Vm;
    let stack: Stack;
    let bootId: string;
    let first: DrillOutputs;
    let other: string;
    const declare = (revision: string) =>
        declareDrill(
            stack,
            {
                connection: connectionTo(vm),
                crashkernel: "256M",
                conf: { path: "/var/crash", keep: 1 },
                revision,
            },
            { consoleLog: vm.consoleLog, timeout: 1500 },
        );

    before("start the VM", async () => {
        vm = await startVm({ layer: "handmade", say });
        stack = await drillStack(await getToolchain(say));
        await vm.waitForSsh();
        await asRoot(vm, "mkdir -p /var/log/journal && journalctl --flush"); // so that the capture kernel's words stay
    });
    after("end the VM", async () => {
        stack?.remove();
        await vm?.stop();
    });

    const up = async () => {
        const result = await stack.up({ limitSeconds: 2400 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
    };
    const outputs = () => stack.outputs<DrillOutputs>() as Promise<DrillOutputs>;
    const dumps = async () => (await asRoot(vm, "find /var/crash -name 'dump.*' | sort")).split("\n");

    it("proves the kernel that is there, and knew how large its dump could become", async () => {
        declare("1");
        await up();
        first = await outputs();
        bootId = await vm.bootId();
        assert.equal(first.ready, true, first.reason);
        assert.equal(first.kernelRelease, await asRoot(vm, "uname -r"));
        const { neededBytes, neededFrom, level, freeBytes } = first.facts.dump;
        say(`makedumpfile expected at most ${neededBytes} bytes, and wrote ${first.size}`);
        assert.deepEqual([neededFrom, level], ["makedumpfile", 31]);
        assert.ok(neededBytes > first.size && neededBytes < freeBytes);
    });

    it("is not repeated by an update that asks for nothing new, under whatever kernel", async () => {
        other = (await asRoot(vm, otherKernel, 1500)).split("\n").at(-1) ?? "";
        assert.notEqual(other, first.kernelRelease);
        await vm.reboot(1500);
        assert.equal(await asRoot(vm, "uname -r"), other);
        bootId = await vm.bootId();
        await up();
        assert.equal(await vm.bootId(), bootId);
        assert.equal((await outputs()).kernelRelease, first.kernelRelease);
    });

    it("is repeated for another revision, because the kernel is another", async () => {
        declare("2");
        await up();
        const { vmcore, kernelRelease, ready, reason } = await outputs();
        assert.notEqual(await vm.bootId(), bootId);
        assert.equal(ready, true, reason);
        assert.equal(kernelRelease, other);
        assert.equal(await asRoot(vm, "uname -r"), other);
        // The unit that keeps runs at each boot, and in no capture kernel.
        for (let seconds = 0; (await dumps()).length > 1; seconds += 10) {
            assert.ok(seconds < 300, (await dumps()).join(" "));
            await new Promise((resolve) => setTimeout(resolve, 10_000));
        }
        assert.deepEqual(await dumps(), [vmcore]);
        const unit = "systemctl show -p Result -p ConditionResult --value pulumi-kdump-keep";
        assert.deepEqual((await asRoot(vm, unit)).split("\n").sort(), ["success", "yes"]);
        assert.equal(
            await asRoot(vm, "journalctl -q -b -1 -o cat -u pulumi-kdump-keep | grep -c removing || :"),
            "0",
        );
        assert.match(await asRoot(vm, "cat /etc/default/kdump-tools"), /^KDUMP_NUM_DUMPS='0'$/m);
    });

    it("is not repeated for another revision when nothing else is another", async () => {
        bootId = await vm.bootId();
        declare("3");
        await up();
        assert.equal(await vm.bootId(), bootId);
    });

    it("leaves nothing that removes dumps, and the last one", async () => {
        const before = await dumps();
        const result = await stack.destroy({ limitSeconds: 1200 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.deepEqual(await dumps(), before);
        assert.equal(await asRoot(vm, "find /etc/systemd/system -name '*pulumi-kdump*' | wc -l"), "0");
    });
});

// The power goes while the initramfs and while GRUB's menu are made: the VM boots, and the next update completes. What
// the guest has not brought to its disk is lost, as when the reset button is pressed.
import * as assert from "node:assert/strict";

import { getToolchain } from "../../../tools/pulumi/toolchain";
import { startVm, Vm } from "../../../tools/vm/vm";
import { KdumpStack } from "../../support/kdumpStack";
import { asRoot, connectionTo, differences, say, whole } from "../../support/vmAccess";

describe("a VM whose power is cut", function () {
    this.timeout(60 * 60_000);
    this.bail(true);

    let vm: Vm;
    let stack: KdumpStack;
    let asItWas: string[];

    before("start the VM", async () => {
        vm = await startVm({ layer: "booted", say });
        stack = await KdumpStack.create(await getToolchain(say));
        await vm.waitForSsh();
        asItWas = await whole(vm);
        stack.declare({
            connection: connectionTo(vm),
            crashkernel: "192M",
            reboot: "when-required",
            removePackages: true,
        });
    });
    after("end the VM", async () => {
        stack?.remove();
        await vm?.stop();
    });

    for (const program of ["[m]kinitramfs", "[g]rub-mkconfig"]) {
        it(`while ${program.replace(/[[\]]/g, "")} runs, boots with all its entries`, async () => {
            const before = await vm.bootId();
            const gone = new AbortController();
            const update = stack.up({ limitSeconds: 1200, signal: gone.signal });
            await asRoot(vm, `until pgrep -f '${program}' >/dev/null; do sleep 0.1; done; sleep 1`, 1200);
            await vm.reset();
            gone.abort(); // whoever talks to a machine without power hears nothing for a long time
            assert.notEqual((await update).code, 0);
            await stack.cancel();
            await vm.waitForReboot(before);
            await asRoot(vm, "grub-script-check /boot/grub/grub.cfg");
            const missing = await asRoot(
                vm,
                "awk '$1 ~ /^(linux|initrd)$/ { print $2 }' /boot/grub/grub.cfg | sort -u |" +
                    ' while read -r file; do [ -s "$file" ] || [ -s "/boot$file" ] || echo "$file"; done',
            );
            assert.equal(missing, "");
            assert.match(await asRoot(vm, "grep -c '^menuentry' /boot/grub/grub.cfg"), /^[1-9]/);
        });
    }

    it("is made ready by the next update", async () => {
        const result = await stack.up({ limitSeconds: 1800 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        const outputs = await stack.outputs();
        assert.equal(outputs.ready, true, outputs.reason);
    });

    it("is given back as it was", async () => {
        const result = await stack.destroy({ limitSeconds: 1800 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.deepEqual(differences(asItWas, await whole(vm)), []);
    });
});

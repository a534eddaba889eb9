// A VM on which somebody has already set kdump up by hand: taken over without a reboot, given back as it was.
import * as assert from "node:assert/strict";

import { getToolchain } from "../../../tools/pulumi/toolchain";
import { startVm, users, Vm } from "../../../tools/vm/vm";
import { KdumpStack } from "../../support/kdumpStack";
import { asRoot, connectionTo, differences, say, whole } from "../../support/vmAccess";

describe("a VM that is configured by hand", function () {
    this.timeout(20 * 60_000);
    this.bail(true);

    let vm: Vm;
    let stack: KdumpStack;
    let asItWas: string[];
    let bootId: string;

    before("start the VM", async () => {
        vm = await startVm({ layer: "handmade", say });
        stack = await KdumpStack.create(await getToolchain(say));
        await vm.waitForSsh();
        asItWas = await whole(vm);
        bootId = await vm.bootId();
    });
    after("end the VM", async () => {
        stack?.remove();
        await vm?.stop();
    });

    const up = async (args: object) => {
        stack.declare({ connection: connectionTo(vm), ...args });
        const result = await stack.up({ limitSeconds: 1200 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        return result;
    };

    for (const [user, sentence] of [
        [users.withoutSudo, /error \[sudo-[a-z]+\]: sudo (asks|refuses) nosudo.*Log in as root, or/],
        [users.passwordSudo, /error \[sudo-password\]: sudo asks pwsudo for a password/],
    ] as const) {
        it(`is not touched as long as the user is ${user}, who may not become root`, async () => {
            stack.declare({ connection: connectionTo(vm, user), crashkernel: "256M" });
            const result = await stack.up({ limitSeconds: 300 });
            assert.notEqual(result.code, 0);
            assert.match(result.stdout + result.stderr, sentence);
            assert.deepEqual(differences(asItWas, await whole(vm)), []);
        });
    }

    it("is ready without a reboot when it asks for what is there", async () => {
        await up({ crashkernel: "256M", reboot: "when-required" });
        const outputs = await stack.outputs();
        assert.equal(outputs.ready, true, outputs.reason);
        assert.equal(outputs.reservationSize, 256 * 2 ** 20);
        assert.equal(outputs.rebootRequired, false);
        assert.equal(await vm.bootId(), bootId);
    });

    it("is told that a reboot is due, and not rebooted, under the default policy", async () => {
        const result = await up({ crashkernel: "192M" });
        const outputs = await stack.outputs();
        assert.equal(outputs.ready, false);
        assert.equal(outputs.rebootRequired, true);
        assert.match(outputs.reason, /256 MiB.*192 MiB.*reboot/i);
        assert.match(result.stdout + result.stderr, /warning: If this host panics now, no dump is written: /);
        assert.equal(await vm.bootId(), bootId);
    });

    it("is given back as it was, with the service still running", async () => {
        const result = await stack.destroy({ limitSeconds: 1200 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.deepEqual(differences(asItWas, await whole(vm)), []);
        assert.equal(await vm.bootId(), bootId);
        assert.equal(await asRoot(vm, "systemctl is-active kdump-tools"), "active");
        assert.equal(await asRoot(vm, "systemctl is-enabled kdump-tools"), "enabled");
        assert.equal(await asRoot(vm, "cat /sys/kernel/kexec_crash_loaded"), "1");
        assert.match(await asRoot(vm, "dpkg-query -W -f '${Status}' kdump-tools"), /install ok installed/);
    });
});

// A real crash, and its dump in a bucket: cut off on its way, gone on with, marked.
import * as assert from "node:assert/strict";
import * as crypto from "node:crypto";

import { Stack } from "../../../tools/pulumi/stack";
import { getToolchain } from "../../../tools/pulumi/toolchain";
import { startVm, Vm } from "../../../tools/vm/vm";
import { CuttingProxy } from "../../support/cuttingProxy";
import { S3Store } from "../../support/s3Store";
import { asRoot, connectionTo, say } from "../../support/vmAccess";

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

const args = JSON.parse(fs.readFileSync("args.json", "utf8"));
const web = new kdump.Kdump("web", args.kdump);
const dumps = new kdump.DumpCollection("dumps", { host: web, ...args.dumps });
const drill = new kdump.CrashDrill("drill", { host: web, acknowledge: "this crashes the machine", timeout: 1500 });
export const { vmcore, size, sha256 } = drill;
export const { destination } = dumps;
`;

describe("a collection off a VM with Debian 12", function () {
    this.timeout(40 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    const dropIn = "/etc/systemd/system/pulumi-kdump-collect.service.d";
    let vm: Vm;
    let stack: Stack;
    let store: S3Store;
    let proxy: CuttingProxy;
    let outputs: Record<string, any>;

    before("start the VM and the store", async () => {
        store = await S3Store.start();
        proxy = await CuttingProxy.to(store.port);
        vm = await startVm({ layer: "packages", say });
        stack = await Stack.create({
            toolchain: await getToolchain(say),
            program: { "index.ts": program, "args.json": "{}" },
        });
        await vm.waitForSsh(1500);
        // Several parts of a dump that is small.
        await asRoot(
            vm,
            `mkdir -p ${dropIn} && printf '[Service]\\nEnvironment=KDUMP_PART_MIB=5\\n' >${dropIn}/parts.conf`,
        );
    });
    after("end the VM", async () => {
        stack?.remove();
        await vm?.stop();
        proxy?.close();
        store?.kill();
    });

    const parts = () =>
        store
            .requests()
            .flatMap((line) => /^s3_UploadPart .*[?&]partNumber=(\d+).* 200$/.exec(line)?.[1] ?? []);
    const ended = async (wanted: string) => {
        for (let seconds = 0; ; seconds += 10) {
            const state = await asRoot(
                vm,
                "systemctl show -p Result,ActiveState,ExecMainStartTimestamp pulumi-kdump-collect",
            );
            const journal = await asRoot(vm, "journalctl -q -b -o cat --no-pager -u pulumi-kdump-collect");
            if (journal.includes(wanted)) return journal;
            assert.ok(seconds < 900, `${state}\n${journal}`);
            await new Promise((resolve) => setTimeout(resolve, 10_000));
        }
    };

    it("is tried by itself after the reboot, and fails where the connection is cut", async () => {
        const kdump = {
            connection: connectionTo(vm),
            crashkernel: "256M",
            reboot: "when-required",
            rebootTimeout: 1500,
        };
        const { bucket, accessKeyId, secretAccessKey } = store;
        const s3 = { bucket, accessKeyId, secretAccessKey, endpoint: `http://10.0.2.2:${proxy.port}` };
        stack.write({ "args.json": JSON.stringify({ kdump, dumps: { s3 } }) });
        void proxy.restrict(12 * 2 ** 20, "cut");
        const result = await stack.up({ limitSeconds: 2400 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        outputs = await stack.outputs();
        await ended("error [collect]: 1 of 1 complete dumps are not collected yet.");
        assert.deepEqual(parts(), ["1", "2"]);
        assert.equal(await asRoot(vm, "systemctl is-failed pulumi-kdump-collect || :"), "failed");
    });

    it("goes on with the parts that are missing, and marks the dump", async () => {
        proxy.heal();
        await asRoot(vm, "systemctl start pulumi-kdump-collect", 900);
        const sent = parts();
        assert.equal(sent[0], "3");
        const objects = [...store.objects()];
        const name = String(outputs.vmcore).split("/").pop();
        const dump = objects.find(([key]) => key.endsWith(`/${name}`))?.[1];
        assert.ok(dump);
        assert.equal(crypto.createHash("sha256").update(dump).digest("hex"), outputs.sha256);
        assert.equal(sent.length, Math.ceil(dump.length / (5 * 2 ** 20)) - 2);
        const manifest = JSON.parse(String(objects.find(([key]) => /manifest\.json$/.test(key))?.[1]));
        assert.equal(manifest.files[0].sha256, outputs.sha256);
        const mark = `${String(outputs.vmcore).replace(/\/[^/]*$/, "")}/pulumi-kdump.collected`;
        assert.equal(await asRoot(vm, `stat -c %a ${mark}`), "600");
    });

    it("sends nothing twice", async () => {
        await asRoot(vm, "systemctl start pulumi-kdump-collect");
        assert.deepEqual(store.requests(), []);
    });

    it("is taken back by destroy, and the dump stays", async () => {
        await asRoot(vm, `rm -r ${dropIn}`);
        const result = await stack.destroy({ limitSeconds: 1200 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.equal(await asRoot(vm, `sha256sum <${outputs.vmcore}`), `${outputs.sha256}  -`);
        assert.equal(await asRoot(vm, "systemctl list-unit-files 'pulumi-kdump*' --no-legend | wc -l"), "0");
    });
});

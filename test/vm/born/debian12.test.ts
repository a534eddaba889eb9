// A VM that is born ready: real cloud-init reads the user data from a NoCloud disk, and nobody logs in until it is ready. Then
// a Kdump with the same arguments, by the real engine and over ssh, finds nothing to do.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { KdumpArgs, UserDataArgs } from "../../../src";
import { hostProgram } from "../../../src/host/program";
import { Stack } from "../../../tools/pulumi/stack";
import { getToolchain } from "../../../tools/pulumi/toolchain";
import { startVm, Vm } from "../../../tools/vm/vm";
import { asRoot, connectionTo, differences, say, whole } from "../../support/vmAccess";

const minutes = (count: number) => count * 60_000;
const result = "/var/lib/pulumi-kdump-first-boot/result";
const log = "/var/log/pulumi-kdump-first-boot.log";

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

const { declared, cloud, connection } = JSON.parse(fs.readFileSync("args.json", "utf8"));
export const userData = kdump.userData({ ...declared, ...cloud, owner: "web" });
const web = connection && new kdump.Kdump("web", { ...declared, connection });
export const ready = web?.ready;
export const facts = web?.facts;
`;

const declared: Partial<Record<keyof KdumpArgs, unknown>> = {
    crashkernel: "192M",
    os: { id: "debian", versionId: "12" },
    conf: { path: "/srv/dumps", coreCollector: "makedumpfile -l --message-level 7 -d 31", keep: 3 },
    reboot: "when-required",
    removePackages: true,
};

/** What somebody has beside: of two types, and one with a template and letters of other alphabets. */
const parts: UserDataArgs["parts"] = [
    {
        contentType: "text/cloud-config",
        content:
            "#cloud-config\nwrite_files:\n  - path: /etc/own-file\n    content: Grüße 你好\nruncmd:\n  - echo once >>/var/lib/own-command\n",
    },
    {
        contentType: "text/jinja2",
        content:
            "## template: jinja\n#cloud-config\nbootcmd:\n  - echo {{ v1.instance_id }} >/var/lib/own-template\n",
    },
    {
        contentType: "text/x-shellscript",
        content: "#!/bin/sh\nsystemctl is-system-running >/var/lib/own-script || :\n",
        filename: "own.sh",
    },
];

describe("a VM that is born with user data", function () {
    this.timeout(minutes(40));
    this.bail(true);

    let server: http.Server;
    let stack: Stack;
    let vm: Vm;
    let fetched = 0;
    const seed = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-seed-"));

    before("make the user data, and start the VM with it", async () => {
        server = http.createServer((_, response) => {
            fetched++;
            // The first answer is cut, as a bad line would do it.
            response.end(fetched === 1 ? hostProgram().text.subarray(0, 100_000) : hostProgram().text);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as net.AddressInfo;
        stack = await Stack.create({ toolchain: await getToolchain(say), program: { "index.ts": program } });
        // 10.0.2.2 is this machine's loopback, seen from the VM.
        declare({ parts, programUrl: `http://10.0.2.2:${port}/kdump-host` });
        const made = await stack.up();
        assert.equal(made.code, 0, made.stdout + made.stderr);
        const text = String((await stack.outputs()).userData);
        assert.ok(Buffer.byteLength(text) <= 16384);
        fs.writeFileSync(path.join(seed, "user-data"), text);
        fs.writeFileSync(path.join(seed, "meta-data"), "instance-id: iid-born\nlocal-hostname: guest\n");
        const disk = `driver=vvfat,node-name=seed,read-only=on,label=cidata,dir=${seed}`;
        const qemuArgs = ["-blockdev", disk, "-device", "virtio-blk-pci,drive=seed"];
        vm = await startVm({ layer: "cloud", say, qemuArgs });
    });
    after("end the VM", async () => {
        await vm?.stop();
        stack?.remove();
        server?.close();
        fs.rmSync(seed, { recursive: true, force: true });
    });

    function declare(cloud: object, connection?: object): void {
        stack.write({ "args.json": JSON.stringify({ declared, cloud, connection }) });
    }

    it("is ready without anybody's doing", async () => {
        const limit = Date.now() + minutes(30);
        const end = /pulumi-kdump: (ended|failed|reboots)[^\r\n]*/g;
        for (let told = ""; !told.includes("ended"); await sleep(2000)) {
            const lines = fs.readFileSync(vm.consoleLog, "utf8").match(end)?.join("\n") ?? "";
            if (lines !== told) say(lines.slice(told.length).trim());
            told = lines;
            assert.doesNotMatch(told, /failed/);
            assert.ok(Date.now() < limit, `It takes too long. The console: ${vm.consoleLog}`);
        }
        await vm.waitForSsh();
        assert.equal(await asRoot(vm, `cat ${result}`), "ready", await asRoot(vm, `cat ${log}`));
        assert.equal(await asRoot(vm, "cat /sys/kernel/kexec_crash_size"), String(192 * 2 ** 20));
        assert.equal(await asRoot(vm, "cat /sys/kernel/kexec_crash_loaded"), "1");
        assert.equal(await asRoot(vm, "stat -c '%a %U' /srv/dumps"), "700 root");
    });

    it("has rebooted once, fetched the program again where it came damaged, and has nothing of the first boot left", async () => {
        const begun = (await asRoot(vm, `grep -o 'begins in the boot .*' ${log}`)).split("\n");
        assert.equal(new Set(begun).size, 2);
        assert.ok(begun[1]?.endsWith(await vm.bootId()));
        assert.equal(fetched, 2);
        assert.equal(await asRoot(vm, `ls -A ${path.dirname(result)}`), "result");
        const units = "find /etc/systemd/system /run/systemd/generator -name '*pulumi-kdump-first-boot*'";
        assert.equal(await asRoot(vm, units), "");
        assert.equal(await asRoot(vm, "systemctl --failed --plain --no-legend"), "");
    });

    it("has done what the other parts say, by cloud-init's own account without an error", async () => {
        assert.equal(await asRoot(vm, "cat /etc/own-file"), "Grüße 你好");
        assert.equal(await asRoot(vm, "cat /var/lib/own-command"), "once");
        assert.equal(await asRoot(vm, "cat /var/lib/own-template"), "iid-born");
        assert.match(await asRoot(vm, "cat /var/lib/own-script"), /^(starting|running|degraded)$/);
        assert.match(await asRoot(vm, "cloud-init status --long"), /^status: done$/m);
        assert.match(await asRoot(vm, "cat /run/cloud-init/result.json"), /"errors": \[\]/);
        assert.equal(await asRoot(vm, "grep -c 'WARNING\\|Traceback' /var/log/cloud-init.log || :"), "0");
        assert.match(await asRoot(vm, "cloud-init schema --system 2>&1"), /Valid cloud-config/);
    });

    it("is taken by a Kdump that changes nothing on it, and is no difference afterwards", async () => {
        const bootId = await vm.bootId();
        const before = await whole(vm);
        declare({}, connectionTo(vm));
        const up = await stack.up({ limitSeconds: 1200 });
        assert.equal(up.code, 0, up.stdout + up.stderr);
        assert.deepEqual(differences(before, await whole(vm)), []);
        assert.equal(await vm.bootId(), bootId);
        const { ready, facts } = await stack.outputs<Record<string, any>>();
        assert.equal(ready, true, facts.reason);
        const resources = (await stack.export()).deployment.resources ?? [];
        const answers = resources
            .map((resource) => resource as { urn: string; outputs?: { stdout?: string } })
            .filter(({ outputs }) => outputs?.stdout?.startsWith("{"))
            .map(({ urn, outputs }) => [urn.split("::").pop(), JSON.parse(outputs?.stdout ?? "").changed]);
        const steps = [
            "bootloader",
            "conf",
            "crashkernel",
            "host",
            "owner",
            "packages",
            "reservation",
            "service",
        ];
        assert.deepEqual(
            answers.sort(),
            steps.map((step) => [`web-${step}`, false]),
        );
        const preview = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(preview.code, 0, preview.stdout + preview.stderr);
    });
});

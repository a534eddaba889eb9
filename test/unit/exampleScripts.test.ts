// The scripts of the examples, with stand-ins for what is only on a VM of a cloud.
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { textOf } from "../support/documents";

/** A VM: a folder with what a script finds under /var/lib, and with its programs. */
class Vm {
    readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-script-"));
    readonly calls = path.join(this.folder, "calls");

    constructor() {
        for (const name of ["bin", "pulumi-kdump-first-boot", "kdump-ssm"])
            fs.mkdirSync(path.join(this.folder, name));
        this.write("boot_id", "boot-1\n");
    }

    write(name: string, content: string): void {
        fs.writeFileSync(path.join(this.folder, name), content);
    }

    has(name: string): boolean {
        return fs.existsSync(path.join(this.folder, name));
    }

    program(name: string, body: string): void {
        const file = path.join(this.folder, "bin", name);
        fs.writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>'${this.calls}'\n${body}\n`, { mode: 0o755 });
    }

    /** Runs a script; returns its exit status and what it called. */
    run(script: string, ...args: string[]): { status: number | null; calls: string[]; stderr: string } {
        fs.rmSync(this.calls, { force: true });
        const text = textOf(script)
            .replaceAll("/var/lib", this.folder)
            .replaceAll("/proc/sys/kernel/random/boot_id", `${this.folder}/boot_id`);
        const { status, stderr } = spawnSync("sh", ["-c", text, "sh", ...args], {
            encoding: "utf8",
            env: { PATH: `${this.folder}/bin:/usr/bin:/bin` },
            timeout: 20_000,
        });
        const calls = fs.existsSync(this.calls) ? fs.readFileSync(this.calls, "utf8").trim().split("\n") : [];
        return { status, calls, stderr };
    }
}

let vm: Vm;
beforeEach(() => void (vm = new Vm()));
afterEach(() => fs.rmSync(vm.folder, { recursive: true }));

describe("examples/ec2-auto-scaling/lifecycle.sh", () => {
    const result = "pulumi-kdump-first-boot/result";

    function run(target: string, kdumpHost = "exit 0"): string[] {
        vm.program(
            "curl",
            `case $* in *target-lifecycle-state) echo ${target} ;; *instance-id) echo i-1 ;; *region) echo eu-central-1 ;; esac`,
        );
        vm.program("aws", "exit 0");
        vm.program("kdump-host", kdumpHost);
        return vm
            .run("examples/ec2-auto-scaling/lifecycle.sh", "web", "vmcores")
            .calls.filter((call) => !call.startsWith("curl"))
            .map((call) => call.replace(/^aws .*--lifecycle-hook-name (\S+) .*-result (\S+) .*$/, "$1 $2"));
    }

    it("says nothing before the first boot has ended", () => {
        assert.deepEqual(run("InService"), []);
    });

    it("declares the collection, and says once that the instance is ready", () => {
        vm.write(result, "ready\n");
        assert.deepEqual(run("InService"), ["kdump-host collection s3 vmcores", "launch CONTINUE"]);
        assert.deepEqual(run("InService"), []);
    });

    it("tries again where the collection cannot be declared", () => {
        vm.write(result, "ready\n");
        assert.deepEqual(run("InService", "exit 1"), ["kdump-host collection s3 vmcores"]);
        assert.deepEqual(run("InService"), ["kdump-host collection s3 vmcores", "launch CONTINUE"]);
    });

    it("gives up an instance that does not become ready, of which there is nothing to send", () => {
        vm.write(result, "not-ready: The capture kernel is not loaded.\n");
        assert.deepEqual(run("InService"), ["launch ABANDON"]);
        assert.deepEqual(run("InService"), []);
        assert.deepEqual(run("Terminated"), ["terminate CONTINUE"]);
    });

    it("lets an instance go when its dumps are sent, and not before", () => {
        vm.write(result, "ready\n");
        run("InService");
        assert.deepEqual(run("Terminated", "exit 1"), ["kdump-host collect"]);
        assert.deepEqual(run("Terminated"), ["kdump-host collect", "terminate CONTINUE"]);
    });
});

describe("examples/ec2-ssm/prepare.sh", () => {
    const script = (words: string) => `printf '${words}\\n' >'${vm.folder}/pulumi-kdump-first-boot/result'\n`;

    function run(words: string, rebootRequired: boolean, sum?: string) {
        const text = script(words);
        vm.write("kdump-ssm/kdump.sh", text);
        vm.program("kdump-host", `echo '{"rebootRequired":${rebootRequired}}'`);
        const right = createHash("sha256").update(text).digest("hex");
        return vm.run("examples/ec2-ssm/prepare.sh", sum ?? right);
    }

    it("ends well where the VM is ready", () => {
        assert.equal(run("ready", false).status, 0);
    });

    it("has the agent reboot once, and ends well after that", () => {
        assert.equal(run("not-ready: 0 MiB are reserved.", true).status, 194);
        vm.write("boot_id", "boot-2\n");
        assert.equal(run("ready", false).status, 0);
        assert.ok(!vm.has("kdump-ssm/rebooted"));
    });

    it("reboots no second time", () => {
        assert.equal(run("not-ready: 0 MiB are reserved.", true).status, 194);
        vm.write("boot_id", "boot-2\n");
        const { status, stderr } = run("not-ready: 0 MiB are reserved.", true);
        assert.equal(status, 1);
        assert.match(stderr, /A reboot did not help/);
    });

    it("fails where a reboot is not what is missing, and where a step failed", () => {
        assert.equal(run("not-ready: There is no room.", false).status, 1);
        assert.equal(run("failed packages: No network.", true).status, 1);
    });

    it("runs nothing but the script that was declared", () => {
        const { status, stderr } = run("ready", false, "0".repeat(64));
        assert.equal(status, 1);
        assert.match(stderr, /is not the script that was declared/);
        assert.ok(!vm.has("pulumi-kdump-first-boot/result"));
    });
});

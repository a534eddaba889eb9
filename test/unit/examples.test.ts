import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { checkout } from "../../tools/dev/checkout";
import { recorded } from "../support/mocks";
import { recordedReport } from "../support/vmcoreFixtures";

/** Runs an example's program afresh, as the engine would. */
function example(name: string): unknown {
    const file = path.join(checkout, "examples", name, "index.ts");
    delete require.cache[file];
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a program is run by loading it
    return require(file);
}

describe("examples", () => {
    it("existing-vm prepares the VM that is configured", async () => {
        pulumi.runtime.setAllConfig({
            "project:host": "192.0.2.10",
            "project:user": "admin",
            "project:allowReboot": "true",
        });
        process.env.SSH_AUTH_SOCK = "/run/agent.sock";
        try {
            const all = await recorded(() => example("existing-vm"));
            assert.equal(all.find((one) => one.type === "kdump:index:Kdump")?.name, "vm");
            assert.match(all.find((one) => one.name === "vm-reservation")?.inputs.create, /when-required/);
            assert.equal(
                all.find((one) => one.name === "vm-conf")?.inputs.create,
                "kdump-host conf 'path /var/crash'",
            );
        } finally {
            delete process.env.SSH_AUTH_SOCK;
        }
    });

    it("crash-drill crashes the VM that is configured, and reads what it left", async () => {
        const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-example-"));
        const reportFile = path.join(directory, "report.html");
        pulumi.runtime.setAllConfig({
            "project:host": "192.0.2.10",
            "project:acknowledge": "this crashes the machine",
            "project:reportFile": reportFile,
        });
        process.env.SSH_AUTH_SOCK = "/run/agent.sock";
        try {
            const all = await recorded(() => example("crash-drill"), undefined, undefined, {
                "crash-read": { ...recordedReport("sysrq"), step: "report" },
            });
            assert.match(all.find((one) => one.name === "drill-crash")?.inputs.create, /drill sysrq/);
            assert.equal(
                all.find((one) => one.name === "crash-read")?.inputs.create,
                "kdump-host report --vmcore /var/crash/202611231840/dump.202611231840",
            );
            assert.match(fs.readFileSync(reportFile, "utf8"), /^<!doctype html>/i);
        } finally {
            delete process.env.SSH_AUTH_SOCK;
            fs.rmSync(directory, { recursive: true });
        }
    });
});

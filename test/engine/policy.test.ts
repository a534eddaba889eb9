// The policy pack under the real engine: each rule refuses a stack that breaks it, and lets one pass that keeps it.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";
import { Result, Stack } from "../../tools/pulumi/stack";
import { getToolchain } from "../../tools/pulumi/toolchain";
import { flattened, leaves, readSections } from "../sandbox/left";
import { buildId } from "../sandbox/throwawayRoot";
import { elfFile } from "../support/elf";
import { TestHost } from "./host";

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

const args = JSON.parse(fs.readFileSync("args.json", "utf8"));
const web = new kdump.Kdump("web", args.kdump);
if (args.drill) new kdump.CrashDrill("drill", { host: web, acknowledge: "this crashes the machine", ...args.drill });
if (args.collection) new kdump.DumpCollection("away", { host: web, ...args.collection });
`;

const GiB = 2 ** 30;

describe("the policy pack under the real engine", function () {
    this.timeout(120_000);
    this.bail(true); // each test goes on from where the one before it ended

    let host: TestHost;
    let stack: Stack;

    before(async () => {
        const toolchain = await getToolchain(() => undefined);
        host = await TestHost.start({ memory: 4 * GiB });
        stack = await Stack.create({ toolchain, program: { "index.ts": program, "args.json": "{}" } });
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    const declare = (kdump: object = {}, more: object = {}) =>
        stack.write({
            "args.json": JSON.stringify({
                kdump: {
                    ...{ connection: host.connection(), crashkernel: "192M", reboot: "when-required" },
                    ...kdump,
                },
                ...more,
            }),
        });
    /** Runs under one rule alone, or under those of a configuration. */
    const under = (command: "preview" | "up", rules: string | object) => {
        const config = typeof rules === "string" ? { [rules]: "mandatory" } : rules;
        stack.write({ "policy.json": JSON.stringify({ all: "disabled", ...config }) });
        const pack = path.join(checkout, "policy");
        return stack[command]({ args: ["--policy-pack", pack, "--policy-pack-config", "policy.json"] });
    };
    const passes = async (command: "preview" | "up", rules: string | object) => {
        const { code, stdout, stderr } = await under(command, rules);
        assert.equal(code, 0, stdout + stderr);
        assert.match(stdout, /✅ pulumi-kdump@/);
        assert.doesNotMatch(stdout, /\[(mandatory|advisory)\]|can't run policy/);
    };
    const refused = ({ code, stdout, stderr }: Result, rule: string, sentence: RegExp) => {
        assert.notEqual(code, 0, stdout + stderr);
        assert.match(stdout, new RegExp(`\\[mandatory\\] .* ${rule} +\\(kdump:index:`));
        assert.match(stdout.replace(/\s+/g, " "), sentence);
        assert.doesNotMatch(stdout, /PRIVATE KEY/);
    };
    /** Lets days go by, in the state. */
    const age = async (days: number) => {
        const state = await stack.export();
        const older = JSON.stringify(state).replace(
            /(crashTime\\+":)(\d+)/g,
            (_, key: string, seconds: string) => `${key}${Number(seconds) - days * 86_400}`,
        );
        assert.notEqual(older, JSON.stringify(state), "there is a drill in the state");
        stack.write({ "state.json": older });
        const { code, stderr } = await stack.run([
            "stack",
            "import",
            "--stack",
            stack.name,
            "--file",
            "state.json",
        ]);
        assert.equal(code, 0, stderr);
    };

    it("asks for a pinned host key, of the host and of the proxy before it", async () => {
        declare({ connection: host.connection({ hostKey: undefined }) });
        const rule = "host-key-is-pinned";
        const plain = await under("preview", rule);
        refused(
            plain,
            rule,
            /connection\.hostKey is not set, so whoever answers .* set it to the host's public key/,
        );
        declare({ connection: host.connection({ proxy: { host: "bastion", hostKey: "" } }) });
        refused(await under("preview", rule), rule, /connection\.proxy\.hostKey is not set/);
        declare();
        await passes("preview", rule);
    });

    it("can advise instead, or be asked for nothing", async () => {
        declare({ connection: host.connection({ hostKey: undefined }) });
        const { code, stdout } = await under("preview", { "host-key-is-pinned": "advisory" });
        assert.equal(code, 0);
        assert.match(stdout, /\[advisory\] .* host-key-is-pinned /);
        await passes("preview", { "host-key-is-pinned": "disabled" });
    });

    it("lets no dump cross a network unencrypted", async () => {
        const rule = "target-is-encrypted";
        const exported = { conf: { target: { type: "nfs", location: "[fd00::1]:/dumps" } } };
        declare(exported);
        refused(
            await under("preview", rule),
            rule,
            /conf\.target sends dumps to fd00::1 by NFS, .* unencrypted\. Allowed are .* ssh and https/,
        );
        await passes("preview", { [rule]: { enforcementLevel: "mandatory", trusted: ["fd00::1"] } });
        declare({ conf: { dracutArgs: '--mount "nas:/dumps /mnt nfs4 defaults"' } });
        refused(await under("preview", rule), rule, /conf\.dracutArgs sends dumps to nas by NFS/);
        declare({}, { collection: { s3: { bucket: "dumps", endpoint: "http://store:9000" } } });
        refused(await under("preview", rule), rule, /s3\.endpoint sends dumps to store by http/);
        declare({}, { collection: { s3: { bucket: "dumps", endpoint: "https://store:9000" } } });
        await passes("preview", rule);
    });

    it("asks for a reservation on a machine that has the memory", async () => {
        const rule = "memory-is-reserved";
        declare({ reboot: "never" });
        await passes("preview", rule); // what the machine has is not known yet
        refused(
            await under("up", rule),
            rule,
            /The machine has 4\.0 GiB of memory and none of it reserved, .* Above 2 GiB .* reboot it, or set `reboot`/,
        );
        await passes("preview", { [rule]: { enforcementLevel: "mandatory", aboveGiB: 4 } });
        declare();
        await passes("up", rule);
        await passes("preview", rule);
    });

    it("asks for a drill, of the last 30 days or of as many as are configured", async () => {
        const rule = "drill-is-recent";
        refused(
            await under("preview", rule),
            rule,
            /No drill has ever crashed this host, .* at most 30 days old is needed: declare a `drill`/,
        );
        declare({}, { drill: {} });
        await passes("preview", rule); // it is still to come
        host.root.set("on-crash", leaves("1/dump.1", flattened));
        await passes("up", rule);
        declare({ check: "onChange" }, { drill: {} }); // the host itself knows better
        await age(31);
        refused(
            await under("preview", rule),
            rule,
            /The last drill on this host was 31 days ago, on 20\d\d-\d\d-\d\d\. A drill at most 30 days/,
        );
        await passes("preview", { [rule]: { enforcementLevel: "mandatory", days: 40 } });
    });

    it("asks for dumps that were opened and read", async () => {
        const rule = "dump-is-readable";
        refused(
            await under("preview", rule),
            rule,
            /The drill's dump was not opened, .* set `debuginfo` on the Kdump/,
        );
        const { root } = host;
        root.write(`usr/lib/debug/lib/modules/${root.release}/vmlinux`, elfFile(buildId));
        root.set("crash-says", "crash: invalid structure size: task_struct\n");
        root.set("on-crash", leaves("2/dump.2", flattened));
        const again = { conf: { captureCommandLine: "one=1" } };
        declare(again, { drill: { allowUnreadable: true } });
        refused(await under("up", rule), rule, /The drill's dump cannot be read: crash 8\.0\.2 cannot read/);
        root.unset("crash-says");
        fs.mkdirSync(path.join(root.base, "sections"));
        for (const [name, text] of Object.entries(readSections(root.release)))
            root.set(`sections/${name}`, text);
        root.set("on-crash", leaves("3/dump.3", flattened));
        declare({ conf: { captureCommandLine: "one=2" } }, { drill: {} });
        await passes("up", rule);
    });
});

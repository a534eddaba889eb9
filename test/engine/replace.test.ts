// Every child of every component, replaced alone: it runs again, and its former self takes back nothing that is needed.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { Stack } from "../../tools/pulumi/stack";
import { getToolchain } from "../../tools/pulumi/toolchain";
import { flattened, leaves } from "../sandbox/left";
import { ServerRoot } from "../sandbox/serverRoot";
import { assembledProgram } from "../sandbox/throwawayRoot";
import { ed25519Key } from "../support/publicKeys";
import { Sshd } from "../support/sshd";
import { TestHost } from "./host";

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

const args = JSON.parse(fs.readFileSync("args.json", "utf8"));
const server = new kdump.DumpServer("collector", args.server);
const web = new kdump.Kdump("web", args.kdump);
const drill = new kdump.CrashDrill("drill", { host: web, acknowledge: "this crashes the machine" });
const dumps = new kdump.DumpCollection("dumps", { host: web, server });
export const { ready } = web;
export const { vmcore } = drill;
`;

describe("a child that is replaced alone", function () {
    this.timeout(120_000);
    this.bail(true); // each test goes on from where the one before it ended

    let host: TestHost;
    let server: ServerRoot;
    let serverSshd: Sshd;
    let stack: Stack;
    let crashes = 0;

    const up = async (...args: string[]) => {
        host.root.set("on-crash", leaves(`${++crashes}/dump.${crashes}`, flattened));
        const result = await stack.up({ args });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        return result.stdout;
    };
    /**
     * What is on both hosts; a dump more is the drill's, and so is what the state has of the last one, and what looks on at
     * its crash until `dump` has judged it.
     */
    const trees = () => {
        const web = withoutTimes(host.root.tree("var/crash"), "var/lib/pulumi-kdump/owners");
        for (const file of Object.keys(web)) if (/pulumi-kdump[/-]drill/.test(file)) delete web[file];
        return [web, withoutTimes(treeOf(server.root), "var/lib/pulumi-kdump-server/owners")];
    };

    before(async () => {
        const toolchain = await getToolchain(() => undefined);
        host = await TestHost.start();
        host.root.set("kdump-server", assembledProgram("server"));
        const received = path.join(host.root.base, "received");
        fs.mkdirSync(received);
        host.root.write("usr/local/bin/ssh", sshTo(received));
        fs.chmodSync(path.join(host.root.root, "usr/local/bin/ssh"), 0o755);
        server = new ServerRoot();
        fs.rmSync(path.join(server.root, "etc/ssh"), { recursive: true });
        server.write("etc/ssh/ssh_host_ed25519_key.pub", `${ed25519Key("server")} root@collector\n`);
        const home = path.join(server.base, "home");
        fs.mkdirSync(home);
        const PATH = `${path.join(server.root, "usr/local/bin")}:${server.env.PATH}`;
        serverSshd = await Sshd.create({ env: { ...server.env, PATH, HOME: home } });
        stack = await Stack.create({ toolchain, program: { "index.ts": program, "args.json": "{}" } });
        const kdump = {
            connection: host.connection(),
            crashkernel: "192M",
            reboot: "when-required",
            removePackages: true,
        };
        const collector = {
            connection: { ...serverSshd.connection, dialErrorLimit: 1 },
            address: "collector",
            path: received,
        };
        stack.write({ "args.json": JSON.stringify({ kdump, server: collector }) });
        await up();
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
        await serverSshd?.stop();
        server?.remove();
    });

    const children = async () => {
        const listed = await stack.run(["stack", "--show-urns"]);
        const urns = [...listed.stdout.matchAll(/URN: (urn:\S+\$command:remote:\S+)/g)].map(
            (match) => match[1],
        );
        assert.ok(urns.length >= 16, listed.stdout);
        return urns;
    };

    it("is one of those that `pulumi stack --show-urns` lists", async () => {
        const names = (await children()).map((urn) => urn.split("::").pop());
        for (const name of ["web-host", "collector-server", "drill-crash", "dumps-key"])
            assert.ok(names.includes(name), `${name}: ${names.join(" ")}`);
    });

    it("is made anew by `pulumi up --target-replace`, and nothing else is undone, each in turn", async () => {
        for (const urn of await children()) {
            const before = trees();
            const name = urn.split("::").pop() ?? "";
            const output = await up("--target-replace", urn);
            assert.match(output, new RegExp(`${name} (created|replaced)`), name);
            assert.deepEqual(trees(), before, name);
        }
    });

    it("in the other order too", async () => {
        for (const urn of (await children()).reverse()) {
            const before = trees();
            await up("--target-replace", urn);
            assert.deepEqual(trees(), before, urn);
        }
    });

    it("leaves a host that is ready, and that the next update changes no more than a drill asks for", async () => {
        await up();
        assert.equal((await stack.outputs()).ready, true);
        const preview = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(preview.code, 0, preview.stdout);
    });

    it("does not keep a host from being given back", async () => {
        const result = await stack.destroy();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.ok(!host.root.exists("var/lib/pulumi-kdump"));
        assert.ok(!server.exists("var/lib/pulumi-kdump-server"));
    });
});

/** Every file below a directory, with mode and content; the log grows. */
function treeOf(root: string): Record<string, string> {
    const files = fs.readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
    return Object.fromEntries(
        files
            .filter((file) => !/(^|\/)pulumi-kdump(-server)?\.log$/.test(file))
            .map((file) => {
                const full = path.join(root, file);
                const stat = fs.lstatSync(full);
                const content = stat.isFile() ? fs.readFileSync(full, "utf8") : "";
                return [file, `${(stat.mode & 0o7777).toString(8)} ${content}`];
            }),
    );
}

/** In the place of the network: the forced command of a client's key on the server, for the directory of that client. */
function sshTo(received: string): string {
    return `#!/bin/sh
for asked; do case $asked in kdump-*@*) client=\${asked#kdump-} ;; esac; done
directory=${received}/\${client%%@*}
mkdir -p "$directory"
KDUMP_ROOT='' SSH_ORIGINAL_COMMAND=$asked exec sh "\${KDUMP_ROOT%/root}/kdump-server" receive "$directory"
`;
}

/** A tree in which it does not count since when and in which order its owners have it. */
function withoutTimes(tree: Record<string, string>, owners: string): Record<string, string> {
    const [mode, ...words] = tree[owners].split(" ");
    const lines = words
        .join(" ")
        .replace(/ \d{10} /g, " ")
        .split("\n");
    return { ...tree, [owners]: `${mode} ${lines.sort().join("\n")}` };
}

import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Result, Stack, StackExport } from "../../../tools/pulumi/stack";
import { Sshd } from "../../support/sshd";
import { KINDS, toolchainWith } from "./plugins";

const PROGRAM = fs.readFileSync(path.join(__dirname, "programs", "life.ts"), "utf8");
const SECRET = "echo kept-to-ourselves";

/** Commands of the first stage that connect: all but the one that has nothing to create. */
const CONNECTING = 15;

for (const kind of KINDS) {
    describe(`life of a remote command, ${kind} plugin`, function () {
        this.timeout(240_000);
        const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-conformance-"));
        const copies = path.join(scratch, "copies");
        let sshd: Sshd;
        let proxy: Sshd;
        let stack: Stack;
        let lockedKey: string;

        const notes = (name: string) => read(path.join(scratch, name)).trim().split("\n").join(" ");

        /** Runs one operation and counts the connections it makes. */
        async function count(run: () => Promise<Result>): Promise<Result & { connections: number }> {
            const before = sshd.connections();
            const result = await run();
            assert.equal(result.code, 0, result.stdout + result.stderr);
            return { ...result, connections: sshd.connections() - before };
        }

        before(async () => {
            const toolchain = await toolchainWith(kind);
            fs.mkdirSync(copies);
            sshd = await Sshd.create({
                env: { NOTES: scratch },
                config: ["AcceptEnv PULUMI_COMMAND_* TEST_*"],
            });
            proxy = await Sshd.create();
            lockedKey = withPassphrase(sshd.connection.privateKey, "opens it", scratch);
            stack = await Stack.create({
                toolchain,
                program: { "index.ts": PROGRAM, "file.txt": "text of the file\n" },
                config: {
                    copies,
                    connection: { secret: JSON.stringify(sshd.connection) },
                    proxy: { secret: JSON.stringify(proxy.connection) },
                    lockedKey: { secret: lockedKey },
                    command: { secret: SECRET },
                },
            });
        });

        after(async () => {
            stack?.remove();
            await sshd?.stop();
            await proxy?.stop();
            fs.rmSync(scratch, { recursive: true, force: true });
        });

        // Each stage goes on from the one before; mocha runs nested suites in order, but after the tests beside them.
        describe("the first preview", () => {
            it("connects to nothing and does not show the connection", async () => {
                const { stdout, connections } = await count(() => stack.preview({ args: ["--diff"] }));
                assert.equal(connections, 0);
                assert.match(stdout, /\+ 17 to create/);
                assert.match(stdout, /connection\s*: \[secret\]/);
                assertNoSecrets(stdout, [sshd.connection.privateKey, SECRET]);
            });
        });

        describe("the first up", () => {
            let state: StackExport;
            let outputs: Record<string, unknown>;
            let said: string;

            before(async () => {
                const { stdout, connections } = await count(() => stack.up());
                assert.equal(connections, CONNECTING);
                said = stdout;
                state = await stack.export();
                outputs = await stack.outputs();
            });

            const resource = (name: string) =>
                state.deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`)) ??
                assert.fail(`no ${name}`);

            it("runs create, with stdin", () => {
                assert.equal(outputs.fromStdin, "through stdin");
                assert.equal(resource("second").outputs?.stdout, "after through stdin");
                assert.equal(notes("with-update"), "create");
            });

            it("stores both streams, each without one newline at its end", () => {
                assert.equal(outputs.stdout, "no newline");
                assert.equal(outputs.stderr, "two\n");
            });

            it("takes a line of 200 kB", () => assert.equal(outputs.lengthOfLong, 200_000));

            it("passes the environment that sshd accepts", () =>
                assert.equal(outputs.word, "from the environment"));

            it("opens a key with its passphrase", () => assert.equal(outputs.unlocked, "unlocked"));

            it("goes through a proxy", () => {
                assert.equal(outputs.throughProxy, "through");
                assert.equal(proxy.connections(), 1);
            });

            it("does nothing for a command without create", () => {
                assert.equal(resource("only-delete").outputs?.stdout, "");
            });

            it("copies a text, with the directories it needs, and a file into a directory", () => {
                assert.equal(read(path.join(copies, "deep", "text")), "text of stage 1\n");
                assert.equal(read(path.join(copies, "file.txt")), "text of the file\n");
            });

            it("keeps secrets out of sight and out of the state", () => {
                const secrets = [sshd.connection.privateKey, lockedKey, SECRET, "kept-to-ourselves"];
                assertNoSecrets(said, secrets);
                assertNoSecrets(JSON.stringify(state), secrets);
                for (const name of ["first", "copied-text"]) {
                    const { inputs, outputs: stored } = resource(name);
                    assert.ok(isEncrypted(inputs?.connection), `${name}'s connection among the inputs`);
                    assert.ok(isEncrypted(stored?.connection), `${name}'s connection among the outputs`);
                }
                assert.ok(isEncrypted(resource("secretly").outputs?.stdout));
            });
        });

        describe("the next up", () => {
            it("finds nothing changed and connects to nothing", async () => {
                const { stdout, connections } = await count(() => stack.up());
                assert.equal(connections, 0);
                assert.match(stdout, /17 unchanged/);
            });
        });

        describe("the preview of changes", () => {
            it("shows which inputs they are and connects to nothing", async () => {
                const { stdout, connections } = await count(() => stack.preview({ env: { STAGE: "2" } }));
                assert.equal(connections, 0);
                assert.match(stdout, /~ .*with-update update \[diff: ~stdin\]/);
                assert.match(stdout, /\+- .*replaced replace \[diff: .*triggers/);
                assert.match(stdout, /- .*removed delete/);
                assert.match(stdout, /~ .*copied-text update \[diff: ~source\]/);
                assert.doesNotMatch(stdout, /without-update.*replace/);
            });
        });

        describe("the up of changes", () => {
            before(async () => {
                await count(() => stack.up({ env: { STAGE: "2" } }));
            });

            it("runs update, with the previous output", () =>
                assert.equal(notes("with-update"), "create update said"));

            it("runs create again where there is no update", () => {
                assert.equal(notes("without-update"), "create create");
            });

            it("replaces when triggers change: creates first, then deletes", () => {
                assert.equal(notes("replaced"), "create-1 create-2 delete-1");
            });

            it("deletes first with deleteBeforeReplace", () => {
                assert.equal(notes("in-place"), "create-1 delete-1 create-2");
            });

            it("runs delete of what is no longer in the program", () =>
                assert.equal(notes("removed"), "delete"));

            it("copies what has changed", () => {
                assert.equal(read(path.join(copies, "deep", "text")), "text of stage 2\n");
            });
        });

        describe("the destroy", () => {
            it("runs every delete and leaves copies", async () => {
                const { connections } = await count(() => stack.destroy());
                assert.equal(connections, 4);
                assert.equal(notes("with-update"), "create update said delete");
                assert.equal(notes("only-delete"), "delete");
                assert.equal(notes("replaced"), "create-1 create-2 delete-1 delete-2");
                assert.equal(notes("in-place"), "create-1 delete-1 create-2 delete-2");
                assert.equal(read(path.join(copies, "file.txt")), "text of the file\n");
            });
        });
    });
}

function read(file: string): string {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}

function isEncrypted(value: unknown): boolean {
    return typeof value === "object" && value !== null && "ciphertext" in value;
}

/** No line of any of the secrets may be in the text. */
function assertNoSecrets(text: string, secrets: string[]): void {
    for (const line of secrets.flatMap((secret) => secret.split("\n")).filter((line) => line.length > 8)) {
        if (/^-----/.test(line)) continue;
        assert.ok(!text.includes(line), `a secret is shown: ${line.slice(0, 12)}…`);
    }
}

/** The same key, locked. */
function withPassphrase(privateKey: string, passphrase: string, directory: string): string {
    const file = path.join(directory, "locked-key");
    fs.writeFileSync(file, privateKey, { mode: 0o600 });
    const { status, stderr } = spawnSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", passphrase, "-f", file]);
    assert.equal(status, 0, String(stderr));
    return read(file);
}

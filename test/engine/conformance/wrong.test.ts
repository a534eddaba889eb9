import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { Result, Stack, StackExport } from "../../../tools/pulumi/stack";
import { freePort } from "../../support/ports";
import { Sshd } from "../../support/sshd";
import { diagnosticsOf, KINDS, toolchainWith } from "./plugins";

const PROGRAM = fs.readFileSync(path.join(__dirname, "programs", "wrong.ts"), "utf8");

for (const kind of KINDS) {
    describe(`what goes wrong with a remote command, ${kind} plugin`, function () {
        this.timeout(120_000);
        let sshd: Sshd;
        let late: Sshd;
        let stack: Stack;
        let up: Result;
        let state: StackExport;
        let refusedPort: number;

        before(async () => {
            const toolchain = await toolchainWith(kind);
            sshd = await Sshd.create();
            late = await Sshd.create({ idle: true });
            refusedPort = await freePort();
            stack = await Stack.create({
                toolchain,
                program: { "index.ts": PROGRAM },
                config: {
                    refusedPort,
                    connection: { secret: JSON.stringify(sshd.connection) },
                    other: { secret: JSON.stringify({ ...late.connection, dialErrorLimit: 100 }) },
                },
            });
            let waiting = true;
            const onOutput = (text: string) => {
                if (!waiting || !/ later .*Dial 3\/100 failed: retrying/.test(text)) return;
                waiting = false;
                late.listenLater(2000);
            };
            up = await stack.up({ args: ["--continue-on-error"], onOutput });
            state = await stack.export();
        });

        after(async () => {
            stack?.remove();
            await sshd?.stop();
            await late?.stop();
        });

        const error = (resource: string) => diagnosticsOf(resource, up.stdout);

        it("the up fails", () => assert.equal(up.code, 1, up.stdout + up.stderr));

        it("a failing command is told with its text and all that it wrote", () => {
            assert.match(
                error("failing"),
                /error: Process exited with status 3: running "echo on stdout; echo \\"on 'stderr'\\" >&2; exit 3":\n/,
            );
            assert.match(error("failing"), /^ {4}on stdout$/m);
            assert.match(error("failing"), /^ {4}on 'stderr'$/m);
        });

        it("a killed command is told with the signal", () => {
            assert.match(
                error("killed"),
                /error: Process exited with status 143 from signal TERM: running "echo last/,
            );
            assert.match(error("killed"), /^ {4}last words$/m);
        });

        it("a wrong key", () => {
            assert.ok(
                error("wrong-key").includes(
                    "error: after 0 failed attempts: ssh: handshake failed: ssh: unable to authenticate, " +
                        "attempted methods [none publickey], no supported methods remain",
                ),
                error("wrong-key"),
            );
        });

        it("a wrong host key, tried twice with a limit of 1", () => {
            assert.match(
                error("wrong-host-key"),
                /error: after 1 failed attempts: ssh: handshake failed: ssh: host key mismatch/,
            );
        });

        it("a private key that is none is told at once", () => {
            assert.match(error("no-key"), /error: ssh: no key found/);
        });

        it("a port that refuses, tried three times with a limit of 2", () => {
            assert.ok(
                error("refused").includes(
                    `error: after 2 failed attempts: dial tcp 127.0.0.1:${refusedPort}: connect: connection refused`,
                ),
                error("refused"),
            );
        });

        it("a custom timeout ends endless attempts", () => {
            assert.match(error("overdue"), /error: context deadline exceeded/);
        });

        it("a host that comes up later is tried until it is there", () => {
            const later = state.deployment.resources?.find(({ urn }) => urn.endsWith("::later"));
            assert.equal(later?.outputs?.stdout, "there", up.stdout);
            assert.equal(late.connections(), 1);
        });

        it("nothing that failed is in the state", () => {
            const names = state.deployment.resources?.map(({ urn }) => urn.split("::").pop());
            assert.deepEqual(names?.sort(), ["default_1_2_1", "later", "throwaway-dev"]);
        });

        it("the stand-in, and only it, says that it is one", () => {
            assert.equal(/A stand-in runs in the place of the plugin/.test(up.stdout), kind === "standin");
        });
    });
}

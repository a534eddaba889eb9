import * as assert from "node:assert/strict";
import * as path from "node:path";

import * as fc from "fast-check";

import { shells, ThrowawayRoot } from "./throwawayRoot";

/** Everything printable but what `conf` refuses, since it cannot be passed on to a shell and to systemd alike. */
const harmless = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).filter(
    (char) => !"'\"\\$`".includes(char),
);
const word = (chars: string[]): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom(...chars), { minLength: 1, maxLength: 20 }).map((list) => list.join(""));
const plain = word([..."abzAZ09/.,:_=+@%-"]);

describe("what conf writes is what a shell reads", function () {
    this.timeout(30000);
    let host: ThrowawayRoot;
    before(() => {
        host = new ThrowawayRoot(shells.dash, { installed: true });
        assert.equal(host.install().status, 0);
    });
    after(() => host.remove());

    function read(name: string): string {
        const file = path.join(host.root, "etc/default/kdump-tools");
        return host.spawn(["-c", `. "$1"; printf %s "$${name}"`, "sh", file]).stdout;
    }

    it("for additions to the command line, whatever they hold", () => {
        fc.assert(
            fc.property(word(harmless), (text) => {
                const run = host.run("conf", `commandline_append ${text}`);
                assert.equal(run.status, 0, run.stderr);
                assert.ok(read("KDUMP_CMDLINE_APPEND").endsWith(` release_default ${text}`), text);
            }),
            { numRuns: 20 },
        );
    });

    it("for the arguments of makedumpfile and the path", () => {
        fc.assert(
            fc.property(
                fc.array(plain, { minLength: 1, maxLength: 4 }),
                word([..."abzAZ09_-"]),
                (words, name) => {
                    const run = host.run(
                        "conf",
                        `core_collector makedumpfile ${words.join(" ")}`,
                        `path /srv/${name}`,
                    );
                    assert.equal(run.status, 0, run.stderr);
                    assert.equal(read("MAKEDUMP_ARGS"), words.join(" "));
                    assert.equal(read("KDUMP_COREDIR"), `/srv/${name}`);
                    assert.equal(run.json.path, `/srv/${name}`);
                },
            ),
            { numRuns: 20 },
        );
    });

    it("or it is refused, and the file stays", () => {
        const file = "etc/default/kdump-tools";
        const before = host.read(file);
        const other = fc.constantFrom("'", '"', "\\", "$", "`", "\n", "\t", "\u0007", "\u001b");
        fc.assert(
            fc.property(plain, other, plain, (head, char, tail) => {
                for (const key of [
                    "path /",
                    "core_collector makedumpfile ",
                    "commandline_append ",
                    "compression ",
                    "keep ",
                    "sysctl kernel.panic=",
                    "",
                ]) {
                    const run = host.run("conf", `${key}${head}${char}${tail}`);
                    assert.equal(run.status, 1, run.stderr);
                    assert.match(run.stderr, /^error \[conf-line\]: [^\n]*\n$/);
                }
                assert.equal(host.read(file), before);
            }),
            { numRuns: 8 },
        );
    });
});

describe("a dump that leaves a Debian host", function () {
    this.timeout(30000);
    const hosts: ThrowawayRoot[] = [];
    afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

    for (const [line, name, target, dumps] of [
        ["nfs server:/export", "NFS", "server:/export/there", "server:/export/there"],
        ["ssh root@server", "SSH", "root@server", "root@server:/there"],
    ]) {
        it(`becomes ${name}, in the place of the administrator's own target`, () => {
            const host = new ThrowawayRoot(shells.dash, { installed: true });
            hosts.push(host);
            assert.equal(host.install().status, 0);
            const file = "etc/default/kdump-tools";
            host.write("root/.ssh/key", "key");
            host.write(file, "NFS=old:/x\nSSH=old@x\nFTP=old\n");
            const before = host.tree("var");
            const run = host.run("conf", line, "path /there", "sshkey /root/.ssh/key");
            assert.equal(run.status, 0, run.stderr);
            assert.equal(run.json.path, dumps);
            const read = (variable: string): string =>
                host.spawn(["-c", `. "$1"; printf %s "$${variable}"`, "sh", path.join(host.root, file)])
                    .stdout;
            for (const variable of ["NFS", "SSH", "FTP"]) {
                assert.equal(read(variable), variable === name ? target : "");
            }
            // An export is mounted as it is, so that the path has to be part of it.
            assert.equal(read("KDUMP_COREDIR"), name === "NFS" ? "" : "/there");
            assert.equal(read("SSH_KEY"), "/root/.ssh/key");
            assert.ok(!host.exists("there"), "a path on another host is none here");
            assert.equal(host.run("undo", "conf").status, 0);
            assert.deepEqual(host.tree("var"), before);
        });
    }
});

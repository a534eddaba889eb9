// A DumpServer in a stranger's hands, or a stranger in its place: whatever it answers, nothing of it is run, no more of it is
// kept than there is a use for, and people are told.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ed25519Key } from "../support/publicKeys";
import { kernel } from "./left";
import { ok } from "./lifecycle";
import { Run, shells, ThrowawayRoot } from "./throwawayRoot";

const acknowledgement = "this crashes the machine";
const first = "kdump-server 1\n";
const sum = "0123456789abcdef".repeat(4);
const mib = 1048576;

/** In the place of ssh: what $base/answers has for the first word that is asked, its stderr and its status. */
const standIn = `#!/bin/sh
base=\${KDUMP_ROOT%/root}
for asked; do :; done
name=\${asked%% *}
case $asked in
*write-test*) if [ ! -e "$base/answers/$name" ]; then
    case $name in
    dd) exec cat >"$base/got" ;;
    sha256sum) exec sha256sum <"$base/got" ;;
    esac
fi ;;
esac
cat "$base/answers/$name" 2>/dev/null
cat "$base/answers/$name.err" >&2 2>/dev/null
if [ -e "$base/answers/$name.status" ]; then exit "$(cat "$base/answers/$name.status")"; fi
`;

/** A host whose drill crashed it, and whose DumpServer answers what it is told to. */
class Victim {
    readonly host: ThrowawayRoot;
    /** What a stranger would make, if anything of an answer were run. */
    readonly proof: string;

    constructor(shell: string[]) {
        const host = (this.host = new ThrowawayRoot(shell, { installed: true }));
        this.proof = path.join(host.base, "PROOF");
        const bin = path.join(host.base, "bin");
        fs.mkdirSync(bin);
        fs.mkdirSync(path.join(host.base, "answers"));
        fs.writeFileSync(path.join(bin, "ssh"), standIn, { mode: 0o755 });
        host.env.PATH = `${bin}:${host.env.PATH}`;
        host.set("reboots");
        ok(host.install(), "install");
        for (const step of [
            ["crashkernel", "192M"],
            ["bootloader", "192M"],
            ["conf", "path /var/crash"],
            ["reboot", "when-required", "192M"],
            ["key"],
        ]) {
            ok(host.run(...step), step[0]);
        }
        ok(this.trust(), "trust");
        const conf = ["ssh kdump-web@collector", "sshkey /root/.ssh/pulumi-kdump_ed25519", "path /srv/web"];
        ok(host.run("conf", ...conf), "conf");
        ok(host.run("service", "x"), "service");
        this.answer("kdump-dumps", first);
        host.set("on-crash", ":");
        ok(host.run("drill", "sysrq", acknowledgement), "drill");
        this.honest();
    }

    trust(...change: string[]): Run {
        const usual = ["kdump-web@collector", "22", "/srv/web", ed25519Key("server")];
        return this.host.run("trust", ...usual.map((word, index) => change[index] ?? word));
    }

    answer(name: string, text: string | Buffer): void {
        this.host.set(
            `answers/${name}`,
            typeof text === "string" ? text.replaceAll("PROOF", this.proof) : text,
        );
    }

    /** A server that has one dump. */
    honest(): void {
        fs.rmSync(path.join(this.host.base, "answers"), { recursive: true });
        fs.mkdirSync(path.join(this.host.base, "answers"));
        const now = Math.floor(Date.now() / 1000);
        this.answer("kdump-dumps", `${first}7 ${now} 5 /srv/web/1/vmcore.flat\n`);
        this.answer("kdump-dump", `flattened ${kernel} ${now} \n`);
        this.answer("sha256sum", `${sum}  /srv/web/1/vmcore.flat\n`);
    }

    /** The run has failed with one sentence, and nothing else has come of it. */
    harmless(run: Run, what: string, codes: RegExp): void {
        assert.ok(!fs.existsSync(this.proof), `${what}: it was run`);
        assert.equal(run.status, 1, `${what}: ${run.stdout}${run.stderr}`);
        assert.equal(run.stdout, "");
        assert.match(run.stderr, /^[ -~\n]{1,4000}$/, what);
        const last = run.stderr.trimEnd().split("\n").pop() ?? "";
        assert.match(last, /^error \[[a-z-]+\]: [A-Z/].{20,1500}[.a-z]$/, `${what}: ${last}`);
        assert.match(last, codes, `${what}: ${last}`);
        const state = path.join(this.host.root, "var/lib/pulumi-kdump");
        for (const name of fs.readdirSync(state)) {
            assert.ok(fs.statSync(path.join(state, name)).size < 65536, `${what}: ${name} is large`);
        }
    }
}

/** Texts in the place of a number. */
const noNumbers = [
    "dump_sum[0$(>PROOF)]",
    "a[`>PROOF`]",
    "a[$(>PROOF)]+1",
    "$(>PROOF)",
    "0$(>PROOF)",
    "1;>PROOF",
    "010",
    "08",
    "-5",
    "+5",
    "0x10",
    "1e3",
    "1.5",
    "1,5",
    "x",
    "RET",
    "\u0663",
    "9".repeat(21),
    "9".repeat(5000),
    "5\u0007",
    "5\u001b[2J",
];

const noNames = [
    "vmcore",
    "-oProxyCommand=>PROOF",
    "/srv/../../etc/shadow",
    "/srv/web/..",
    "/srv/./x",
    "/srv/a b",
    "/srv/$(>PROOF)",
    "/srv/`>PROOF`",
    "/srv/x;>PROOF",
    "/srv/x'y",
    '/srv/x"y',
    "/srv/x\\\\y",
    "/srv/*",
    "/srv/x\ty",
    "/srv/x\r",
    "/srv/\u001b]0;x\u0007",
    "/srv/\u00e9",
    `/${"a".repeat(5000)}`,
];

/** What is no list of dumps. */
const noLists: [string, string | Buffer][] = [
    ["nothing", ""],
    ["a blank line", "\n"],
    ["another version", "kdump-server 2\n7 1 5 /srv/x\n"],
    ["a shell's complaint", "bash: line 1: kdump-dumps: command not found\n"],
    ["a line before it", `Last login: today\n${first}`],
    ["a NUL", Buffer.from(`kdump-server\0 1 7\n`)],
    ["a line of three words", `${first}7 1 5\n`],
    ["a line of one", `${first}7\n`],
    ...noNumbers.map((text): [string, string] => [
        `the inode ${text.slice(0, 30)}`,
        `${first}${text} 1 5 /srv/x\n`,
    ]),
    ...[...noNumbers, "9".repeat(16)].flatMap((text): [string, string][] => [
        [`the time ${text.slice(0, 30)}`, `${first}7 ${text} 5 /srv/x\n`],
        [`the size ${text.slice(0, 30)}`, `${first}7 1 ${text} /srv/x\n`],
    ]),
    ...noNames.map((text): [string, string] => [`the name ${text.slice(0, 30)}`, `${first}7 1 5 ${text}\n`]),
    ["a good line before a bad one", `${first}7 1 5 /srv/x\n7 1 a[$(>PROOF)] /srv/y\n`],
    ["more dumps than a host has", first + "7 1 5 /srv/x\n".repeat(2001)],
    ["3 MiB in one line", first + "x".repeat(3 * mib)],
    ["3 MiB of lines", first + "7 1 5 /srv/x\n".repeat((3 * mib) / 13)],
    ["3 MiB of line ends", "\n".repeat(3 * mib)],
    ["3 MiB of NULs", Buffer.alloc(3 * mib)],
    ["any bytes", Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256))],
];

/** What is no description of a dump. */
const noDumps: [string, string | Buffer][] = [
    ["nothing", ""],
    ["a format that is none", `a[$(>PROOF)] ${kernel} 1 \n`],
    ["a format that is longer", `flattenedx ${kernel} 1 \n`],
    ["a release with a command", "flattened 6.1$(>PROOF) 1 \n"],
    ["a release that is a path", "flattened ../../x 1 \n"],
    ["a release that is long", `flattened 6${"1".repeat(64)} 1 \n`],
    ...[...noNumbers, "9".repeat(13)].map((text): [string, string] => [
        `the time ${text.slice(0, 30)}`,
        `flattened ${kernel} ${text} \n`,
    ]),
    ["a second line", `flattened ${kernel} 1 \nflattened ${kernel} 1 \n`],
    ["3 MiB", `flattened ${kernel} 1 ${"x".repeat(3 * mib)}\n`],
];

const noSums: [string, string][] = [
    ["nothing", ""],
    ["a short one", "abc  /srv/x\n"],
    ["a long one", `${sum}0  /srv/x\n`],
    ["one with a command", `$(>PROOF)${sum.slice(10)}\n`],
    ["capitals", `${sum.toUpperCase()}\n`],
    ["3 MiB", "a".repeat(3 * mib)],
];

for (const [name, shell] of Object.entries(shells)) {
    describe(`a DumpServer in a stranger's hands, under ${name}`, function () {
        this.timeout(300_000);
        let victim: Victim;
        before(() => (victim = new Victim(shell)));
        after(() => victim.host.remove());
        beforeEach(() => victim.honest());

        it("lists what no DumpServer lists", () => {
            for (const [what, text] of noLists) {
                victim.answer("kdump-dumps", text);
                victim.harmless(
                    victim.host.run("dump"),
                    what,
                    /^error \[(server-answer|dump-away)\]: Dumps go to kdump-web@collector/,
                );
            }
        });

        it("says of a dump what no DumpServer says", () => {
            for (const [what, text] of noDumps) {
                victim.answer("kdump-dump", text);
                victim.harmless(victim.host.run("dump"), what, /^error \[(server-answer|read)\]: /);
            }
        });

        it("gives sums that are none", () => {
            for (const [what, text] of noSums) {
                victim.answer("sha256sum", text);
                victim.harmless(victim.host.run("dump"), what, /^error \[(server-answer|read)\]: /);
            }
        });

        it("tells in its own words what is wrong, and is quoted in print and in part", () => {
            victim.answer(
                "kdump-dump",
                `flattened ${kernel} 0 \u001b[31m$(>PROOF)\u009b\u00e9${"word ".repeat(700)}\n`,
            );
            victim.harmless(
                victim.host.run("dump"),
                "a fault",
                /^error \[no-dump\]: .*vmcore\.flat \?\[31m\$\(>\S+\)\?+word word/,
            );
            for (const status of ["1", "127", "255"]) {
                for (const text of [
                    "\u001b[2J$(>PROOF)\r\n",
                    "x".repeat(3 * mib),
                    Buffer.alloc(3 * mib),
                    "",
                ]) {
                    victim.honest();
                    victim.answer("kdump-dump.err", text);
                    victim.answer("kdump-dump.status", status);
                    victim.harmless(
                        victim.host.run("dump"),
                        `status ${status}`,
                        /^error \[(read|target-unreachable|no-dump)\]: /,
                    );
                }
            }
        });

        it("answers a write that is to be proved with anything", () => {
            for (const [what, text] of [...noSums, ["another sum", `${sum}\n`] as [string, string]]) {
                victim.answer("sha256sum", text);
                victim.harmless(victim.trust(), what, /^error \[target-write\]: /);
            }
            for (const command of ["mkdir", "dd", "sha256sum"]) {
                victim.honest();
                victim.answer(`${command}.err`, `\u001b[2J$(>PROOF)\n${"x".repeat(3 * mib)}`);
                victim.answer(`${command}.status`, "1");
                victim.harmless(victim.trust(), command, /^error \[target-write\]: /);
            }
        });

        it("is believed where it is honest", () => {
            const { json } = ok(victim.host.run("dump"), "dump");
            assert.deepEqual(
                [json.vmcore, json.sha256, json.size],
                ["kdump-web@collector:/srv/web/1/vmcore.flat", sum, 5],
            );
        });
    });

    describe(`a DumpServer as arguments tell of it, under ${name}`, function () {
        this.timeout(120_000);
        let victim: Victim;
        before(() => (victim = new Victim(shell)));
        after(() => victim.host.remove());

        it("is refused where it is more than that, and nothing is written", () => {
            const key = ed25519Key("server");
            const before = victim.host.tree();
            for (const change of [
                ["-oProxyCommand=>PROOF x@y"],
                ["-oProxyCommand=x@y"],
                ["-l@y"],
                ["u@-oProxyCommand=x"],
                ["u@h\n Host *\n ProxyCommand id"],
                ["u@h*"],
                ["u@h,other"],
                ["u@!h"],
                ["u@h x"],
                ["u@"],
                ["@h"],
                ["u@v@h"],
                ["h"],
                ["u:x@h"],
                [`u@${"h".repeat(400)}`],
                [undefined, "2222\nProxyCommand touch PROOF"],
                [undefined, "0"],
                [undefined, "022"],
                [undefined, "65536"],
                [undefined, "-1"],
                [undefined, "a[$(>PROOF)]"],
                [undefined, "99999999999999999999"],
                [undefined, undefined, "/d; id"],
                [undefined, undefined, "/d/$(>PROOF)"],
                [undefined, undefined, "/d/../etc"],
                [undefined, undefined, "/d/.."],
                [undefined, undefined, "d"],
                [undefined, undefined, "/d\n/e"],
                [undefined, undefined, ""],
                [undefined, undefined, undefined, `${key}\n* ${ed25519Key("evil")}`],
                [undefined, undefined, undefined, `${key} ${ed25519Key("evil")}`],
                [undefined, undefined, undefined, `${key} comment`],
                [undefined, undefined, undefined, `@cert-authority * ${key}`],
                [undefined, undefined, undefined, `@revoked ${key}`],
                [undefined, undefined, undefined, `* ${key}`],
                [undefined, undefined, undefined, "ssh-ed25519 AAAA"],
                [undefined, undefined, undefined, key.replace("ssh-ed25519", "ssh-rsa")],
                [undefined, undefined, undefined, key.slice(0, -1)],
                [undefined, undefined, undefined, `${key}AAAA`],
                [undefined, undefined, undefined, ""],
            ]) {
                const words = change.map((word) => word?.replaceAll("PROOF", victim.proof));
                const run = victim.trust(...(words as string[]));
                assert.equal(run.status, 2, `${JSON.stringify(change)}: ${run.stderr}`);
                assert.match(run.stderr, /^error \[usage\]: [ -~]{10,600}\n$/);
            }
            assert.ok(!fs.existsSync(victim.proof));
            assert.deepEqual(victim.host.tree(), before);
        });
    });
}

import * as assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { passingDirectories, systemDirectories } from "../../src/data/directories";
import { checkout } from "../../tools/dev/checkout";
import { ed25519Key } from "../support/publicKeys";
import { ElRoot } from "./elRoot";
import { leave } from "./left";
import { ok } from "./lifecycle";
import { SuseRoot } from "./suseRoot";
import { Run, shells, ThrowawayRoot } from "./throwawayRoot";

type Shell = keyof typeof shells;

/** A host of each family with its packages. */
const families: Record<string, (shell: Shell) => ThrowawayRoot> = {
    Debian: (shell) => new ThrowawayRoot(shells[shell], { installed: true }),
    "CentOS 7": (shell) => new ElRoot("centos 7", shells[shell]).installed(),
    "CentOS 9": (shell) => new ElRoot("centos 9", shells[shell]).installed(),
    SUSE: (shell) => new SuseRoot(shells[shell], { installed: true }),
};

const hosts: ThrowawayRoot[] = [];

function prepared(family: string, shell: Shell = "dash"): ThrowawayRoot {
    const host = families[family](shell);
    hosts.push(host);
    ok(host.install(), "install");
    return host;
}

function lastLine(run: Run): string {
    return run.stderr.trimEnd().split("\n").pop() ?? "";
}

/** As a read-only or full disk: nothing can be made or removed in a directory. */
function shut<T>(directory: string, inside: () => T): T {
    execFileSync("chattr", ["+i", directory]);
    try {
        return inside();
    } finally {
        execFileSync("chattr", ["-i", directory]);
    }
}

const host = path.join(checkout, "host");

describe("the parts of the host program", () => {
    const lines = fs
        .readdirSync(host, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".sh"))
        .flatMap((file) =>
            fs
                .readFileSync(path.join(host, file), "utf8")
                .split("\n")
                .map((line, index) => ({ where: `${file}:${index + 1}`, line: line.trim() })),
        )
        .filter(({ line }) => !line.startsWith("#"));

    // POSIX lets a shell end over a redirection of a special builtin that fails, and bash does, wherever it stands: with
    // stderr turned away, it ends without a word. A subshell ends alone.
    it("send no special builtin to a file, but in a subshell", () => {
        const special =
            /(^|[;{|&]|\bthen|\belse|\bdo)\s*(:|eval|export|readonly|set|shift|trap|unset|\.) ?[^;|&()]*[0-9]*>>?"?[$/]/;
        assert.deepEqual(
            lines.filter(
                ({ line }) =>
                    special.test(line.replaceAll(/>+\/dev\/null/g, "")) &&
                    !/^RET=\$\(|\(umask|\$\( \(/.test(line),
            ),
            [],
        );
    });

    it("turn no stderr away from a group that the shell itself runs", () => {
        assert.deepEqual(
            lines.filter(
                ({ line }) =>
                    /^(.*\s)?(\}|done|fi|esac)\s(.*\s)?2>[^&]/.test(line) &&
                    !line.startsWith("{ command exec "), // which fails and ends nothing
            ),
            [],
        );
    });

    it("give `exec` only files that were opened before", () => {
        // What the program itself has just made, or holds open.
        const made = ['"$state"', '"$vmcore_copy"', '"$owned_fifos/told"', "/proc/self/fd/7"];
        const opened = lines.filter(({ line }) => /^exec [0-9]*[<>]/.test(line));
        for (const { where, line } of opened) {
            const [, file = ""] = /[<>]+(\S+)/.exec(line) ?? [];
            const before = lines[lines.findIndex((other) => other.where === where) - 1].line;
            // What closes one cannot fail.
            if (file.startsWith("&")) continue;
            // A program of its own, for another user.
            if (line.endsWith("read -r _'")) continue;
            assert.ok(
                made.includes(file) || [`lock_file ${file}`, `stream_opens ${file}`].includes(before),
                where,
            );
        }
    });
});

describe("every exit has its sentence", function () {
    this.timeout(60_000);
    afterEach(() => hosts.splice(0).forEach((one) => one.remove()));

    const directories: [directory: string, step: string[]][] = [
        ["etc/systemd/system", ["conf", "path /var/crash", "keep 2", "sysctl kernel.panic=10"]],
        ["root/.ssh", ["key"]],
        ["root/.ssh", ["trust", "kdump-web@collector", "2222", "/d", ed25519Key("server")]],
        ["var/lib/pulumi-kdump", ["conf", "path /var/dumps"]],
        ["var/lib/pulumi-kdump", ["crashkernel", "256M"]],
        ["var/lib/pulumi-kdump", ["debuginfo"]],
        ["etc/default", ["crashkernel", "256M"]],
    ];

    for (const family of Object.keys(families)) {
        for (const shell of Object.keys(shells) as Shell[]) {
            it(`on ${family} under ${shell}, when a directory is read-only`, () => {
                const one = prepared(family, shell);
                one.write("root/.ssh/known_hosts", "");
                for (const [directory, step] of directories) {
                    const run = shut(path.join(one.root, directory), () => one.run(...step));
                    if (run.status !== 0)
                        assert.match(
                            lastLine(run),
                            /^error \[(?!internal)[a-z-]+\]: .+[.?]$/,
                            step.join(" "),
                        );
                }
                leave(one, "a/vmcore", 1);
                one.write("var/lib/pulumi-kdump/collection", "kind sftp\nuser u\naddress h\npath /d\n");
                const run = shut(path.join(one.root, "var/crash/a"), () => one.run("collect"));
                assert.match(lastLine(run), /^error \[/);
            });
        }
    }

    it("when its log cannot be written, in which case it goes on without", () => {
        for (const shell of Object.keys(shells) as Shell[]) {
            const one = prepared("Debian", shell);
            one.write("var/log/pulumi-kdump.log", "");
            const log = path.join(one.root, "var/log/pulumi-kdump.log");
            const run = shut(log, () => one.run("service", "x"));
            assert.match(ok(run, "service").stderr, /pulumi-kdump\.log cannot be written/);
            ok(
                shut(log, () => one.run("undo", "install")),
                "undo install",
            );
            assert.ok(fs.existsSync("/dev/null"));
        }
    });
});

describe("a directory for dumps", function () {
    this.timeout(60_000);
    afterEach(() => hosts.splice(0).forEach((one) => one.remove()));

    const mode = (one: ThrowawayRoot, directory: string) =>
        (fs.statSync(path.join(one.root, directory)).mode & 0o7777).toString(8);

    it("T58: is none of the system's own, by plan and host", () => {
        const one = prepared("Debian");
        for (const directory of [...systemDirectories, ...passingDirectories]) {
            fs.mkdirSync(path.join(one.root, directory), { recursive: true });
            const before = mode(one, directory);
            const run = one.run("conf", `path ${directory}`);
            assert.match(lastLine(run), /^error \[(dump-path|conf-line)\]: .*\/var\/crash/, directory);
            assert.equal(mode(one, directory), before, directory);
        }
        assert.equal(one.read("etc/default/kdump-tools").includes("BEGIN pulumi-kdump"), false);
    });

    for (const family of ["Debian", "CentOS 9", "SUSE"]) {
        it(`is not in use for something else, on ${family}`, () => {
            const one = prepared(family);
            const before = one.tree();
            one.write("data/db/table", "");
            fs.mkdirSync(path.join(one.root, "data/lost+found"));
            for (const link of ["data", "link"]) {
                if (link === "link") fs.symlinkSync("data", path.join(one.root, link));
                const run = one.run("conf", `path /${link}`);
                assert.equal(
                    lastLine(run),
                    `error [dump-path]: The dump directory /${link} is in use for something else: "db" is there, and nobody but root could use it any more. Give dumps a directory of their own, such as /${link}/crash.`,
                );
                assert.equal(mode(one, "data"), "755");
            }
            fs.symlinkSync("var/log", path.join(one.root, "logs"));
            assert.match(lastLine(one.run("conf", "path /logs")), /\/logs, which is \/var\/log, is one of/);
            fs.symlinkSync("nowhere", path.join(one.root, "broken"));
            assert.match(lastLine(one.run("conf", "path /broken")), /\/broken is a link that leads nowhere/);
            for (const made of ["link", "logs", "broken", "data"])
                fs.rmSync(path.join(one.root, made), { recursive: true });
            assert.deepEqual(one.tree(), before);
        });
    }

    it("may hold dumps, a disk's lost+found, and what is in /var/crash on Ubuntu", () => {
        const one = prepared("Debian");
        one.write("var/crash/_usr_bin_vim.1000.crash", "");
        one.write("var/crash/notes", "");
        fs.chmodSync(path.join(one.root, "var/crash"), 0o1777);
        ok(one.run("conf", "path /var/crash"), "conf");
        one.write("disk/202611231840/dump.202611231840", "");
        for (const directory of ["disk/lost+found", "disk/empty"])
            fs.mkdirSync(path.join(one.root, directory));
        ok(one.run("conf", "path /disk"), "another disk");
        assert.equal(mode(one, "disk"), "700");
        ok(one.run("undo", "service"), "undo");
        assert.deepEqual([mode(one, "disk"), mode(one, "var/crash")], ["755", "1777"]);
    });

    it("that is a link is judged and given back by what it points to", () => {
        const one = prepared("Debian");
        fs.rmSync(path.join(one.root, "var/crash"), { recursive: true });
        fs.mkdirSync(path.join(one.root, "data/crash"), { recursive: true });
        fs.symlinkSync("../data/crash", path.join(one.root, "var/crash"));
        for (const changed of [true, false]) {
            assert.equal(ok(one.run("conf", "path /var/crash"), "conf").json.changed, changed);
            assert.equal(mode(one, "data/crash"), "700");
        }
        assert.equal(ok(one.run("status"), "status").json.dump.mode, "0700");
        leave(one, "a/vmcore", 1);
        ok(one.run("undo", "service"), "undo");
        assert.equal(mode(one, "data/crash"), "755");
        assert.ok(fs.lstatSync(path.join(one.root, "var/crash")).isSymbolicLink());
    });
});

describe("what others wrote", function () {
    this.timeout(120_000);
    afterEach(() => hosts.splice(0).forEach((one) => one.remove()));

    const shapes: Record<string, (text: string) => Buffer> = {
        "nothing at all": () => Buffer.alloc(0),
        "no line break at its end": (text) => Buffer.from(text.trimEnd()),
        "a NUL and bytes that are no UTF-8": (text) =>
            Buffer.concat([Buffer.from(text), Buffer.from([0x23, 0x20, 0x61, 0, 0xe9, 0xff, 0x0a])]),
        "a very long line, and many lines": (text) =>
            Buffer.from(`${text}# ${"x".repeat(300_000)}\n${"# comment\n".repeat(20_000)}`),
    };
    const steps = [
        ["conf", "path /var/dumps", "core_collector makedumpfile -c -d 31", "commandline_append x=1"],
        ["conf", "path /var/other"],
        ["trust", "kdump-web@collector", "2222", "/d", ed25519Key("server")],
    ];
    const files: Record<string, string> = {
        Debian: "etc/default/kdump-tools",
        "CentOS 9": "etc/kdump.conf",
        SUSE: "etc/sysconfig/kdump",
    };

    for (const [index, [family, file]] of Object.entries(files).entries()) {
        const shell = Object.keys(shells)[index] as Shell;
        for (const [what, shape] of Object.entries(shapes)) {
            it(`comes back byte for byte, through a link too: ${what}, on ${family} under ${shell}`, () => {
                const one = prepared(family, shell);
                const texts = [file, "root/.ssh/known_hosts", "root/.ssh/config"].map((name) => {
                    const text = shape(one.exists(name) ? one.read(name) : "# theirs\n");
                    one.write(`real/${path.basename(name)}`, text);
                    fs.mkdirSync(path.dirname(path.join(one.root, name)), { recursive: true });
                    fs.rmSync(path.join(one.root, name), { force: true });
                    fs.symlinkSync(
                        path.relative(path.dirname(name), `real/${path.basename(name)}`),
                        path.join(one.root, name),
                    );
                    return { name, text };
                });
                const began = Date.now();
                for (const step of steps) {
                    const run = one.run(...step);
                    // Nobody is there to be trusted: the files are written before that is seen.
                    if (step[0] === "trust") assert.match(lastLine(run), /^error \[/);
                    else ok(run, step[0]);
                }
                for (const { name } of texts) assert.match(one.read(name), /# BEGIN pulumi-kdump/, name);
                for (const step of ["trust", "conf"]) ok(one.run("undo", step), step);
                for (const { name, text } of texts) {
                    assert.ok(fs.lstatSync(path.join(one.root, name)).isSymbolicLink(), name);
                    const now = fs.readFileSync(path.join(one.root, name));
                    assert.ok(now.equals(text), `${name}: ${text.length} bytes, now ${now.length}`);
                }
                assert.ok(
                    Date.now() - began < 300_000,
                    "a shell that looks for an end in such a text needs longer",
                );
            });
        }
    }

    it("behind our part keeps the line break that came with it, and a file that we made goes", () => {
        const one = prepared("Debian");
        one.write("root/.ssh/known_hosts", "theirs ssh-rsa AAAA");
        one.run(...steps[2]);
        fs.appendFileSync(path.join(one.root, "root/.ssh/known_hosts"), "later ssh-rsa BBBB\n");
        ok(one.run("undo", "trust"), "undo");
        assert.equal(one.read("root/.ssh/known_hosts"), "theirs ssh-rsa AAAA\nlater ssh-rsa BBBB\n");
        assert.ok(!one.exists("root/.ssh/config"));
    });

    it("is left alone where our memory is lost, and what cannot be known is said", () => {
        for (const family of Object.keys(families)) {
            const one = prepared(family);
            for (const step of [["crashkernel", "256M"], ["bootloader", "256M"], steps[0]])
                ok(one.run(...step), step[0]);
            fs.rmSync(path.join(one.root, "var/lib/pulumi-kdump"), { recursive: true });
            ok(one.run("undo", "conf"), "undo conf");
            const run = ok(one.run("undo", "crashkernel"), "undo crashkernel");
            const boot = spawnSync("grep", ["-rl", "crashkernel=256M", one.root], {
                encoding: "utf8",
            }).stdout;
            if (boot !== "")
                assert.match(run.stderr, /says crashkernel=256M\. Nothing here remembers/, family);
            assert.equal(boot === "", family === "Debian", `${family}: ${boot}`);
            assert.doesNotMatch(one.read(files[family] ?? "etc/kdump.conf"), /pulumi/, family);
        }
    });
});

import * as assert from "node:assert";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "./el-root";
import { ok } from "./lifecycle";
import { SuseRoot } from "./suse-root";
import { shells, ThrowawayRoot, until } from "./throwaway-root";

type Shell = keyof typeof shells;

const bare: Record<string, (shell: Shell) => ThrowawayRoot> = {
    Debian: (shell) => new ThrowawayRoot(shells[shell]),
    "CentOS 7": (shell) => new ElRoot("centos 7", shells[shell]),
    "CentOS 9": (shell) => new ElRoot("centos 9", shells[shell]),
    SUSE: (shell) => new SuseRoot(shells[shell]),
};

const value = [["packages"], ["crashkernel", "192M"]];
const bootloader = ["bootloader", "192M"];
const undo = ["undo", "crashkernel"];

/** What works for long: the family, the program, what is done before, and the step that runs it. */
const workers: [family: string, program: string, before: string[][], step: string[]][] = [
    ["Debian", "apt-get", [], ["packages"]],
    ["Debian", "grub-mkconfig", value, bootloader],
    ["Debian", "grub-mkconfig", [...value, bootloader], undo],
    ["CentOS 7", "yum", [], ["packages"]],
    ["CentOS 7", "grub2-mkconfig", value, bootloader],
    ["CentOS 9", "dnf", [], ["packages"]],
    ["SUSE", "zypper", [], ["packages"]],
    ["SUSE", "grub2-mkconfig", value, bootloader],
    ["SUSE", "grub2-mkconfig", [...value, bootloader], undo],
];

/** Puts a program in front that notes when it begins and ends, and works no sooner than it may. */
function slow(host: ThrowawayRoot, program: string): void {
    const bin = path.join(host.base, "slow");
    fs.mkdirSync(bin);
    fs.writeFileSync(
        path.join(bin, program),
        `#!/bin/sh
base=\${KDUMP_ROOT%/root}
PATH=\${PATH#*:}
echo begin >>"$base/turns"
until [ -e "$base/go" ]; do /bin/sleep 0.05; done
status=0
${program} "$@" || status=$?
echo end >>"$base/turns"
exit $status
`,
        { mode: 0o755 },
    );
    host.env.PATH = `${bin}:${host.env.PATH}`;
}

const turns = (host: ThrowawayRoot) => {
    const file = path.join(host.base, "turns");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
};

describe("a step that is killed alone, while what it runs goes on", function () {
    this.timeout(60_000);
    const hosts: ThrowawayRoot[] = [];
    afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

    for (const [index, [family, program, before, step]] of workers.entries()) {
        const shell = Object.keys(shells)[index % 3] as Shell;
        it(`T57: is waited for: ${program} of ${family} in ${step.join(" ")}, under ${shell}`, async () => {
            const template = bare[family](shell);
            hosts.push(template);
            ok(template.install(), "install");
            for (const earlier of before) ok(template.run(...earlier), earlier.join(" "));
            const undisturbed = template.copy();
            const host = template.copy();
            hosts.push(undisturbed, host);
            ok(undisturbed.run(...step), "undisturbed");

            slow(host, program);
            const first = host.start(...step);
            await until(() => turns(host).length === 1, `${program} begins`);
            first.child.kill("SIGKILL");
            await once(first.child, "exit");
            const second = host.start(...step);
            await second.said(/waiting for another run of kdump-host to end, .*, process \d+ \(/);
            assert.deepStrictEqual(turns(host), ["begin"]);
            host.set("go");
            ok(await second, "the next run");
            // One after the other, never two at once.
            assert.match(turns(host).join(" "), /^begin end( begin end)*$/);
            assert.deepStrictEqual(host.tree(), undisturbed.tree());
        });
    }

    it("and does not end, is named by whoever has waited in vain", async () => {
        const host = bare.Debian("dash");
        hosts.push(host);
        ok(host.install(), "install");
        slow(host, "apt-get");
        const first = host.start("packages");
        await until(() => turns(host).length === 1, "apt-get begins");
        first.child.kill("SIGKILL");
        host.env.KDUMP_PATIENCE = "1";
        const second = await host.start("packages");
        assert.match(
            second.stderr,
            /error \[locked\]: Waited 1 s for another run of kdump-host to end, in vain, process \d+ \(apt-get\)/,
        );
        host.set("go");
        await first;
    });
});

describe("a daemon that came with a package", () => {
    it("does not keep the lock that it has inherited", async () => {
        for (const shell of Object.keys(shells) as Shell[]) {
            const host = bare.Debian(shell);
            ok(host.install(), "install");
            const bin = path.join(host.base, "daemon");
            fs.mkdirSync(bin);
            fs.writeFileSync(
                path.join(bin, "apt-get"),
                `#!/bin/sh
base=\${KDUMP_ROOT%/root}
PATH=\${PATH#*:}
[ -e "$base/daemon.pid" ] || { /bin/sleep 600 >/dev/null 2>&1 </dev/null & echo $! >"$base/daemon.pid"; }
exec apt-get "$@"
`,
                { mode: 0o755 },
            );
            host.env.PATH = `${bin}:${host.env.PATH}`;
            ok(host.run("packages"), "packages");
            const pid = Number(fs.readFileSync(path.join(host.base, "daemon.pid"), "utf8"));
            try {
                assert.ok(fs.existsSync(`/proc/${pid}/fd/9`), "it has the descriptor");
                assert.doesNotMatch(ok(host.run("crashkernel", "192M"), "next").stderr, /waiting/);
            } finally {
                process.kill(pid);
                host.remove();
            }
        }
    });
});

describe("a new grub.cfg", () => {
    const hosts: ThrowawayRoot[] = [];
    afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

    /** A host whose grub-mkconfig ends well, and whose result is then cut by a command on `$f`. */
    function cut(command: string): ThrowawayRoot {
        const host = bare.Debian("dash");
        hosts.push(host);
        ok(host.install(), "install");
        for (const step of value) ok(host.run(...step), step[0]);
        const bin = path.join(host.base, "cut");
        fs.mkdirSync(bin);
        fs.writeFileSync(
            path.join(bin, "grub-mkconfig"),
            `#!/bin/sh\nPATH=\${PATH#*:}\ngrub-mkconfig "$@"\nf=$2\n${command}\n`,
            { mode: 0o755 },
        );
        host.env.PATH = `${bin}:${host.env.PATH}`;
        return host;
    }

    for (const [what, [command, why]] of Object.entries({
        "is empty": [': >"$f"', /has no Linux entry/],
        "breaks off in a line": ['truncate --size=-3 "$f"', /its last line breaks off/],
        "breaks off within an entry": [
            'sed -i "/END .*10_linux/,\\$d" "$f"',
            /the part of 10_linux has no end/,
        ],
        "lacks the part of a script": [
            'sed -i "/BEGIN .*30_uefi/,\\$d" "$f"',
            /the part of \/etc\/grub\.d\/30_uefi-firmware has no end/,
        ],
        "is not what GRUB can read": ['echo "menuentry {" >>"$f"', /grub-script-check says: /],
    } as Record<string, [string, RegExp]>)) {
        it(`is not taken when it ${what}`, function () {
            if (
                /script-check/.test(String(why)) &&
                spawnSync("grub-script-check", ["--version"]).status !== 0
            )
                assert.fail("grub-script-check is not installed");
            const host = cut(command);
            host.write("etc/grub.d/30_uefi-firmware", "#!/bin/sh\n");
            fs.chmodSync(path.join(host.root, "etc/grub.d/30_uefi-firmware"), 0o755);
            host.write("etc/grub.d/40_custom.dpkg-old", "#!/bin/sh\n");
            fs.chmodSync(path.join(host.root, "etc/grub.d/40_custom.dpkg-old"), 0o755);
            const before = host.read("boot/grub/grub.cfg");
            const run = host.run(...bootloader);
            assert.match(run.stderr, /error \[bootloader-check\]: .*grub\.cfg is as it was/);
            assert.match(run.stderr, why);
            assert.strictEqual(host.read("boot/grub/grub.cfg"), before);
            assert.deepStrictEqual(
                fs.readdirSync(path.join(host.root, "boot/grub")).filter((name) => /\.new/.test(name)),
                [],
            );
        });
    }
});

describe("what a run that was killed has left", () => {
    it("goes, and no two runs have one temporary name", () => {
        const host = bare.Debian("dash");
        ok(host.install(), "install");
        const litter = [".pulumi-kdump.grub.cfg.new", ".pulumi-kdump.grub.cfg.123-0a1b2c3d.new"].flatMap(
            (name) => [name, `${name}.new`],
        );
        for (const name of litter) host.write(`boot/grub/${name}`, "half");
        host.write("var/lib/pulumi-kdump/.new-step.123-0a1b2c3d", "half");
        for (const step of [...value, bootloader]) ok(host.run(...step), step[0]);
        const left = Object.keys(host.tree()).filter((name) => /new/.test(name));
        assert.deepStrictEqual(left, []);
        host.remove();
    });

    it("of packages is completed by the next run, and taken back by undo", () => {
        for (const again of [true, false]) {
            const host = bare.Debian("bash");
            const before = host.tree();
            ok(host.install(), "install");
            host.set("die-at-crash");
            assert.strictEqual(host.run("packages").signal, "SIGKILL");
            host.set("half-installed", "The following packages are only half configured: kdump-tools\n");
            if (again) {
                assert.match(ok(host.run("packages"), "again").stderr, /interrupted; finishing it/);
                assert.ok(!fs.existsSync(path.join(host.base, "half-installed")));
            }
            ok(host.run("undo", "packages"), "undo");
            ok(host.run("undo", "install"), "undo install");
            assert.deepStrictEqual(host.tree(), before);
            host.remove();
        }
    });
});

// Which packages of debuginfo are installed: by real packages, keys and signatures, as the real rpm judges them.
import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { ElRoot } from "./elRoot";
import { ok } from "./lifecycle";
import { failsUntouched } from "./refusals";
import { shells } from "./throwawayRoot";

const halves = ["kernel-debuginfo", "kernel-debuginfo-common-x86_64"];

/** Somebody who may put a file on the host. */
const user = 4242;

describe("a package of debuginfo", function () {
    this.timeout(120_000);
    const made = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-rpms-"));
    let host: ElRoot;

    const rpm = (...args: string[]) =>
        execFileSync("rpm", ["--dbpath", path.join(host.base, "rpmdb"), ...args], { stdio: "pipe" });

    before(() => {
        host = new ElRoot("centos 9");
        const at = host.release.lastIndexOf(".x86_64");
        const [version, release] = host.release.slice(0, at).split(/-(.*)/);
        host.remove();
        const gpg = { env: { ...process.env, GNUPGHOME: path.join(made, "gpg") }, stdio: "pipe" as const };
        fs.mkdirSync(gpg.env.GNUPGHOME, { mode: 0o700 });
        for (const name of ["vendor", "stranger"]) {
            const who = `${name}@example.invalid`;
            const options = ["--quiet", "--batch", "--passphrase", ""];
            execFileSync("gpg", [...options, "--quick-generate-key", who, "rsa2048", "sign", "never"], gpg);
            fs.writeFileSync(
                path.join(made, `${name}.key`),
                execFileSync("gpg", ["--armor", "--export", who], gpg),
            );
        }
        const define = (name: string, value: string) => ["--define", `${name} ${value}`];
        for (const name of [...halves, "other"]) {
            const spec = [
                ...[`Name: ${name}`, `Version: ${version}`, `Release: ${release}`],
                ...["Summary: x", "License: x", "%description", "x", `%files`],
            ];
            fs.writeFileSync(path.join(made, `${name}.spec`), `${spec.join("\n")}\n`);
            execFileSync(
                "rpmbuild",
                [
                    ...["-bb", "--quiet", "--target", "x86_64"],
                    ...define("_topdir", made),
                    ...define("_rpmdir", path.join(made, "unsigned")),
                    ...define("_build_name_fmt", "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"),
                    ...define("_dbpath", path.join(made, "db")),
                    path.join(made, `${name}.spec`),
                ],
                { stdio: "pipe" },
            );
        }
        for (const name of ["vendor", "stranger"]) {
            fs.cpSync(path.join(made, "unsigned"), path.join(made, name), { recursive: true });
            const files = fs.readdirSync(path.join(made, name)).map((file) => path.join(made, name, file));
            const key = define("_gpg_name", `${name}@example.invalid`);
            execFileSync("rpmsign", [...define("__gpg", "/usr/bin/gpg"), ...key, "--addsign", ...files], gpg);
        }
        execFileSync("gpgconf", ["--kill", "all"], gpg);
    });
    after(() => fs.rmSync(made, { recursive: true }));

    function begin(shell = shells.dash): void {
        host = new ElRoot("centos 9", shell);
        ok(host.install(), "install");
        fs.mkdirSync(path.join(host.base, "rpmdb"));
        rpm("--initdb");
        rpm("--import", path.join(made, "vendor.key"));
        const bin = path.join(host.base, "bin");
        fs.mkdirSync(bin);
        // The real one judges and reads; what is installed is a matter of the stand-in.
        const text = `#!/bin/sh
            case "$*" in
            *' -Kv '* | '-qp '*) exec /usr/bin/rpm --dbpath '${host.base}/rpmdb' "$@" ;;
            '-ivh '*)
                echo "rpm $*" >>'${host.base}/record'
                package-el install kernel-debuginfo 1
                ;;
            *) exec '${host.env.PATH.split(":")[0]}/rpm' "$@" ;;
            esac\n`;
        fs.writeFileSync(path.join(bin, "rpm"), text, { mode: 0o755 });
        host.env.PATH = `${bin}:${host.env.PATH}`;
        host.record();
    }

    afterEach(() => host.remove());

    const named = (name: string) => `${name}-${host.release}.rpm`;
    const installed = () => host.record().filter((line) => line.startsWith("rpm -ivh"));

    /** An archive of these files, each signed by one of those who may, or by nobody. */
    function archive(signer: string, other = signer): string[] {
        fs.mkdirSync(path.join(host.base, "web/a"), { recursive: true });
        for (const [index, name] of halves.entries()) {
            fs.copyFileSync(
                path.join(made, index === 0 ? signer : other, named(name)),
                path.join(host.base, "web/a", named(name)),
            );
        }
        return ["--archive", "http://x.invalid/a"];
    }

    for (const [name, shell] of Object.entries(shells)) {
        it(`is installed from an address when a key of the host's has signed it, and else not, under ${name}`, () => {
            begin(shell);
            for (const [signers, sentence] of [
                [["unsigned"], "It is not signed."],
                [["stranger"], "Its signature is not one by a key that this host trusts (Header V4 RSA"],
                [["unsigned", "vendor"], "It is not signed."],
                [["vendor", "unsigned"], "It is not signed."],
            ] as [[string, string?], string][]) {
                const args = archive(...signers);
                failsUntouched(host, () => host.run("debuginfo", ...args), "debuginfo-signature", sentence);
                assert.deepEqual(installed(), []);
            }
            ok(host.run("debuginfo", ...archive("vendor")), "debuginfo");
            assert.equal(installed().length, 1);
            assert.ok(!host.exists("var/cache/pulumi-kdump"));
        });
    }

    it("is not what was signed when a byte of it is another, or when it is another package of that key", () => {
        begin();
        const args = archive("vendor");
        const file = path.join(host.base, "web/a", named(halves[0]));
        const bytes = fs.readFileSync(file);
        bytes[bytes.length - 20] ^= 1;
        fs.writeFileSync(file, bytes);
        failsUntouched(
            host,
            () => host.run("debuginfo", ...args),
            "debuginfo-signature",
            "It is not what was signed: rpm -K says ",
        );
        fs.copyFileSync(path.join(made, "vendor", named("other")), file);
        failsUntouched(
            host,
            () => host.run("debuginfo", ...args),
            "debuginfo-signature",
            "is another package, other-",
        );
        assert.deepEqual(installed(), []);
    });

    it("is taken unsigned of root, who put it on the host, and signed of anybody else", function () {
        if (process.getuid?.() !== 0) this.skip();
        begin();
        for (const directory of [host.base, host.root]) fs.chmodSync(directory, 0o711);
        const put = (signer: string, directory: string): string[] => [
            "--files",
            ...halves.map((name) => {
                const file = path.join(directory, named(name));
                host.write(file, fs.readFileSync(path.join(made, signer, named(name))));
                return `/${file}`;
            }),
        ];
        const others = put("unsigned", "home/user");
        execFileSync("chown", ["-R", `${user}:${user}`, path.join(host.root, "home/user")]);
        failsUntouched(
            host,
            () => host.run("debuginfo", ...others),
            "debuginfo-signature",
            `may be changed by the user ${user}, so that it has to be signed. It is not signed. Use one that is, or`,
        );
        fs.mkdirSync(path.join(host.root, "shared"));
        fs.chmodSync(path.join(host.root, "shared"), 0o777);
        const anybodys = put("unsigned", "shared");
        failsUntouched(
            host,
            () => host.run("debuginfo", ...anybodys),
            "debuginfo-files",
            "may be changed by others, because of the mode of /shared",
        );
        // What is installed is the copy that was looked at.
        put("vendor", "home/user");
        execFileSync("chown", ["-R", `${user}:${user}`, path.join(host.root, "home/user")]);
        ok(host.run("debuginfo", ...others), "signed");
        const [call, ...more] = installed();
        assert.deepEqual(more, []);
        assert.ok(!call.includes("/home/user"), call);
        assert.ok(call.includes("/var/cache/pulumi-kdump/"), call);
        fs.rmSync(path.join(host.root, "usr/lib/debug"), { recursive: true });
        ok(host.run("debuginfo", ...put("unsigned", "root")), "root's own");
        assert.equal(installed().length, 1);
    });
});

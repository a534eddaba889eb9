// Host keys, users and addresses: one rule each, held to what OpenSSH itself makes and takes.
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { isAddress, isHostName, userProblem } from "../../src/args/address";
import { hostKeyOf, hostKeyProblem } from "../../src/args/hostKey";
import { ecdsaKey, ed25519Key, keyLine, rsaKey } from "../support/publicKeys";

describe("a host key", () => {
    let directory: string;
    before(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-keys-"))));
    after(() => fs.rmSync(directory, { recursive: true }));

    /** What OpenSSH calls a key; empty when it takes it for none. */
    function fingerprint(line: string): string {
        const file = path.join(directory, "key.pub");
        fs.writeFileSync(file, `${line}\n`);
        return spawnSync("ssh-keygen", ["-l", "-f", file], { encoding: "utf8" }).stdout;
    }

    for (const [type, ...bits] of [
        ["ed25519"],
        ["ecdsa", "256"],
        ["ecdsa", "384"],
        ["ecdsa", "521"],
        ["rsa", "1024"],
        ["rsa", "4096"],
    ]) {
        it(`is taken as ssh-keygen makes it: ${[type, ...bits].join(" ")}`, () => {
            const file = path.join(directory, [type, ...bits].join("-"));
            const size = bits.length === 0 ? [] : ["-b", bits[0]];
            const made = spawnSync(
                "ssh-keygen",
                ["-q", "-t", type, ...size, "-N", "", "-C", "root@web 1", "-f", file],
                { encoding: "utf8" },
            );
            assert.equal(made.status, 0, made.stderr);
            const line = fs.readFileSync(`${file}.pub`, "utf8");
            assert.equal(hostKeyProblem(line), undefined);
            assert.equal(hostKeyOf(line), line.split(" ").slice(0, 2).join(" "));
            assert.equal(hostKeyProblem(hostKeyOf(line)), undefined);
        });
    }

    const point = Buffer.alloc(32, 7);
    for (const [type, line] of [
        ["on a token", keyLine("sk-ssh-ed25519@openssh.com", point, "ssh:")],
        ["of the tests", ed25519Key("x")],
        ["of the tests, RSA", rsaKey("x")],
    ]) {
        it(`is taken as ssh-keygen takes it: ${type}`, () => {
            assert.notEqual(fingerprint(line), "");
            assert.equal(hostKeyProblem(line), undefined);
        });
    }

    const curve = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]);
    it("may lie on a token with a curve of NIST's", () => {
        assert.equal(
            hostKeyProblem(keyLine("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", curve, "ssh:")),
            undefined,
        );
    });

    const good = ed25519Key("x");
    const base64 = good.split(" ")[1];
    const refused: [string, string][] = [
        ["nothing", ""],
        ["a type alone", "ssh-ed25519"],
        ["a type and a blank", "ssh-ed25519 "],
        ["a fingerprint", "SHA256:abc"],
        ["a second line", `${good}\n* ${good}`],
        ["a second line by a carriage return", `${good}\r* ${good}`],
        ["a name before it", `web ${good}`],
        ["@cert-authority", `@cert-authority * ${good}`],
        ["@revoked", `@revoked * ${good}`],
        ["an option of authorized_keys", `command="id" ${good}`],
        ["a comment sign", `# ${good}`],
        ["an option of ssh", "-oProxyCommand=id"],
        ["a type that is no more", keyLine("ssh-dss", "x")],
        ["a certificate", keyLine("ssh-ed25519-cert-v01@openssh.com", "x")],
        ["a type of a table's own members", keyLine("constructor", "x")],
        ["another type than it says", good.replace("ssh-ed25519", "ssh-rsa")],
        ["another curve than it says", ecdsaKey("x").replace("nistp256", "nistp384")],
        ["one byte short", good.slice(0, -4)],
        ["one byte long", keyLine("ssh-ed25519", Buffer.alloc(33))],
        ["a part more", keyLine("ssh-ed25519", point, "x")],
        ["a point that is compressed", keyLine("ecdsa-sha2-nistp256", "nistp256", Buffer.alloc(33, 2))],
        ["a modulus of 512 bits", keyLine("ssh-rsa", Buffer.from([3]), Buffer.alloc(64, 1))],
        ["a token's key for nothing", keyLine("sk-ssh-ed25519@openssh.com", point)],
        ["base64 of a URL", good.replace("AAAA", "--__")],
        ["base64 with a blank in it", `${good.slice(0, 30)} ${good.slice(30)}`],
        ["base64 with something behind it", `${good}=`],
        ["a NUL", `${good.slice(0, 30)}\0${good.slice(30)}`],
        ["letters that look the same", good.replace("ssh", "\u0455sh")],
        [
            "one part that is longer than all",
            `ssh-ed25519 ${Buffer.from([255, 255, 255, 255, 1]).toString("base64")}`,
        ],
        ["a megabyte", `ssh-ed25519 ${base64.repeat(15_000)}`],
    ];
    for (const [what, line] of refused) {
        it(`is not ${what}`, () => {
            assert.match(hostKeyProblem(line) ?? "", /^[^\n\r\0]{1,400}\.$/);
        });
    }
});

describe("an address", () => {
    const names = [
        "web",
        "WEB-1.example.com",
        "192.0.2.1",
        "a_b",
        "_x.y",
        "web.example.com.",
        "xn--bcher-kva.example",
    ];
    const addresses = ["2001:db8::1", "::1", "::ffff:192.0.2.1", "fe80::1%eth0"];
    it("is a name, an IPv4 or an IPv6 address", () => {
        for (const text of names) assert.ok(isHostName(text) && isAddress(text), text);
        for (const text of addresses) assert.ok(!isHostName(text) && isAddress(text), text);
    });

    it("is nothing that a program could take for an option, a second word or a user", () => {
        const wrong = [
            "",
            "-oProxyCommand=id",
            "-web",
            "web-",
            "a b",
            "a\nb",
            "a\n",
            "u@h",
            "a/b",
            "a;b",
            "a'b",
            "$(id)",
            "..",
            "a..b",
            "[::1]",
            "::1%$(id)",
            "a:22",
            "a".repeat(64),
            "a.".repeat(130),
            "é",
        ];
        for (const text of wrong) assert.ok(!isAddress(text), JSON.stringify(text));
    });

    it("goes with a user's name, which is nothing of that either", () => {
        for (const name of ["root", "kdump-web-0123abcd", "_apt", "a.b"])
            assert.equal(userProblem(name), undefined);
        for (const name of ["", "-l", "a b", "a\n", "a@b", "$(id)", "a'b", "a".repeat(65)]) {
            assert.match(userProblem(name) ?? "", /is not the name of a user\.$/);
        }
    });
});

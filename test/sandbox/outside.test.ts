// What looks at texts of others, by itself: numbers, quoted texts, limits, host keys; under every shell.
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";
import { ecdsaKey, ed25519Key, keyLine, rsaKey } from "../support/publicKeys";
import { shells } from "./throwawayRoot";

const host = path.join(checkout, "host");

for (const [name, shell] of Object.entries(shells)) {
    describe(`texts of others, under ${name}`, function () {
        this.timeout(60_000);
        let base: string;
        before(() => (base = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-outside-"))));
        after(() => fs.rmSync(base, { recursive: true }));

        /** Runs a call of the program's functions, for each argument. */
        function call(script: string, args: string[], input: string | Buffer = ""): string[] {
            const parts = [
                "lib/paths.sh",
                "lib/say.sh",
                "lib/fail.sh",
                "lib/digits.sh",
                "lib/bounded.sh",
                "lib/outside.sh",
                "lib/json-text.sh",
                "args/peer.sh",
            ];
            const text = parts.map((part) => fs.readFileSync(path.join(host, part), "utf8")).join("\n");
            const file = path.join(base, "script");
            fs.writeFileSync(
                file,
                `LC_ALL=C; export LC_ALL\n${text}\ncd "${base}"\nfor one; do\n${script}\ndone\n`,
            );
            const run = spawnSync(shell[0], [...shell.slice(1), file, ...args], {
                encoding: "utf8",
                input,
                env: { PATH: "/usr/bin:/bin" },
            });
            assert.equal(run.status, 0, run.stderr);
            assert.equal(run.stderr, "");
            return run.stdout.split("\n").slice(0, -1);
        }

        it("are numbers where every shell reads the same number", () => {
            const yes = ["0", "7", "10", "123456789012345"];
            const no = [
                "",
                "00",
                "07",
                "-1",
                "+1",
                " 1",
                "1 ",
                "1\n",
                "0x1",
                "1e1",
                "a",
                "1a",
                "1234567890123456",
                "a[$(>proof)]",
                "\u0663",
                "1\u00b2",
            ];
            assert.deepEqual(call('if digits "$one"; then echo yes; else echo no; fi', [...yes, ...no]), [
                ...yes.map(() => "yes"),
                ...no.map(() => "no"),
            ]);
            assert.deepEqual(
                call('if digits "$one" 3; then echo "$((one + 1))"; else echo no; fi', ["999", "1000"]),
                ["1000", "no"],
            );
        });

        it("are quoted as one line of print, and in part", () => {
            const quoted = call('outside_text "$one"; printf "%s\\n" "$RET"', [
                "plain 'text' \"of\" $(id) `id` \\n %s",
                "a\tb\r\n\n c ",
                "\u001b[31m\u0007\u009b\u202e\u00e9",
                "",
                "-n",
                "x".repeat(100_000),
            ]);
            assert.deepEqual(quoted, [
                "plain 'text' \"of\" $(id) `id` \\n %s",
                "a b c",
                "?[31m?" + "?".repeat(Buffer.byteLength("\u009b\u202e\u00e9")),
                "",
                "-n",
                "x".repeat(300),
            ]);
            const file = path.join(base, "file");
            fs.writeFileSync(file, `first\n${"y".repeat(2 ** 20)}\nlast\0 \u001b[2J\r\n`);
            assert.deepEqual(call('outside_last "$one"; printf "%s\\n" "$RET"', [file, `${file}.gone`]), [
                "last ?[2J",
                "",
            ]);
        });

        it("fill no disk", () => {
            const script = `bounded 64 head -c 10000000 /dev/zero >"$one" 2>/dev/null && echo written || echo refused`;
            assert.deepEqual(call(script, ["large"]), ["refused"]);
            const { size } = fs.statSync(path.join(base, "large"));
            assert.ok(size >= 65536 && size <= 131072, `${size}`);
            assert.deepEqual(call(`bounded 64 printf %s "$one"; echo`, ["$(id) 'x'"]), ["$(id) 'x'"]);
            // What the program itself writes has no such limit.
            assert.deepEqual(
                call(`bounded 1 true; head -c 10000000 /dev/zero >"$one" && echo written`, ["own"]),
                ["written"],
            );
        });

        it("fill no memory, though only a part of them is wanted", () => {
            const many = Buffer.alloc(64 * 2 ** 20, "\u001b\n");
            const script = (end: string) =>
                `ulimit -v 1000000; json_text ${end} 4096 100; printf '%s\\n' "\${#RET}"`;
            for (const end of ["head", "tail"]) {
                const [length] = call(script(end), ["x"], many);
                assert.ok(Number(length) > 100 && Number(length) <= 4098, length);
            }
            assert.deepEqual(call('json_text head 9 9; printf "%s\\n" "$RET"', ["x"], "ab\ncd\nef"), [
                '"ab\\ncd\\n"',
            ]);
            assert.deepEqual(call('json_text tail 9 9; printf "%s\\n" "$RET"', ["x"], "ab\ncd\nef"), [
                '"cd\\nef"',
            ]);
            assert.deepEqual(call('json_text head 8 9; printf "%s\\n" "$RET"', ["x"], "ab\ncd"), [
                '"ab\\ncd"',
            ]);
        });

        it("are host keys where OpenSSH makes such", () => {
            const made: string[] = [];
            for (const [type, bits] of [
                ["ed25519"],
                ["ecdsa", "256"],
                ["ecdsa", "384"],
                ["ecdsa", "521"],
                ["rsa", "1024"],
                ["rsa", "2048"],
                ["rsa", "3072"],
            ]) {
                const file = path.join(base, `${type}${bits ?? ""}`);
                const size = bits === undefined ? [] : ["-b", bits];
                assert.equal(
                    spawnSync("ssh-keygen", ["-q", "-t", type, ...size, "-N", "", "-f", file]).status,
                    0,
                );
                made.push(fs.readFileSync(`${file}.pub`, "utf8").split(" ").slice(0, 2).join(" "));
            }
            const point = Buffer.alloc(32, 7);
            const tokens = [
                keyLine("sk-ssh-ed25519@openssh.com", point, "ssh:"),
                keyLine(
                    "sk-ecdsa-sha2-nistp256@openssh.com",
                    "nistp256",
                    Buffer.concat([Buffer.from([4]), point, point]),
                    "ssh:",
                ),
            ];
            const good = [...made, ...tokens, ed25519Key("x"), rsaKey("x"), ecdsaKey("x")];
            const bad = good.flatMap((key) => [
                `${key} `,
                ` ${key}`,
                `${key}\n`,
                `${key}=`,
                `${key}AAAA${"A".repeat(3200)}`,
                key.slice(0, 60),
                key.slice(0, 80).replace(" ", "  "),
                key.replace(" ", "\t"),
                `@cert-authority ${key}`,
                key.replace("AAAA", "AAAB"),
                `${key.slice(0, -8)}=AAAAAAA`,
                `${key.slice(0, -4)}*AAA`,
            ]);
            assert.deepEqual(call('if peer_key "$one"; then echo yes; else echo no; fi', [...good, ...bad]), [
                ...good.map(() => "yes"),
                ...bad.map(() => "no"),
            ]);
        });

        it("are addresses of one host", () => {
            const yes = [
                "u@h",
                "kdump-web-0123abcd@collector.example.com",
                "u@192.0.2.1",
                "u@2001:db8::1",
                "u@::1",
                "u@fe80::1%eth0",
                "_x@_y",
            ];
            const no = [
                "",
                "u",
                "@",
                "u@",
                "@h",
                "u@v@h",
                "u h@x",
                "u@h x",
                "-u@h",
                "u@-h",
                "u@h\n",
                "u@h*",
                "u@h,i",
                "u@!h",
                "u:p@h",
                "u%x@h",
                "u@[::1]",
                "u@h/x",
                "u@h;id",
                "u@$(id)",
                "u@h'x",
            ];
            assert.deepEqual(
                call('if peer_account "$one"; then echo yes; else echo no; fi', [...yes, ...no]),
                [...yes.map(() => "yes"), ...no.map(() => "no")],
            );
        });
    });
}

import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as zlib from "node:zlib";

import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";

import { bootScript, Kdump, userData, UserDataArgs, UserDataEncoding } from "../../src";
import { mimeMessage } from "../../src/born/mime";
import { hostProgram, packedHostProgram } from "../../src/host/program";
import { recorded, valueOf } from "../support/mocks";

/** One release of each family, and all that can be said of a host. */
const releases = {
    debian: { id: "debian", versionId: "12" },
    ubuntu: { id: "ubuntu", versionId: "24.04" },
    el: { id: "rocky", versionId: "9" },
    amazon: { id: "amzn", versionId: "2023" },
    suse: { id: "sles", versionId: "15.6" },
};
const declared = {
    crashkernel: "2G-8G:192M,8G-64G:256M,64G-:512M",
    memory: "8G",
    conf: {
        path: "/srv/dumps",
        coreCollector: "makedumpfile -l --message-level 7 -d 31",
        keep: 3,
        panicSysctls: { "kernel.panic_on_oops": 1, "kernel.hung_task_panic": 1 },
    },
    debuginfo: true,
    removePackages: true,
    owner: "web",
};
const cloudConfig = {
    contentType: "text/cloud-config",
    content: "#cloud-config\nhostname: web\n",
    filename: "own.yaml",
};

/** What the values are once everything is known. */
async function told(args: UserDataArgs): Promise<string> {
    let text: Promise<string | undefined> | undefined;
    await recorded(() => (text = valueOf(userData(args))));
    return (await text) ?? "";
}

/** Takes a message apart as cloud-init does it, by Python's own parser. (cloudinit/user_data.py, `fully_decoded_payload`) */
function asCloudInit(data: Buffer): { type: string; name: string | null; text: string }[] {
    const program = `
import email, gzip, json, sys
data = sys.stdin.buffer.read()
if data[:2] == b"\\x1f\\x8b": data = gzip.decompress(data)
assert b"mime-version:" in data[:4096].lower()
message = email.message_from_string(data.decode("utf-8"))
parts = []
for part in message.walk():
    if part.get_content_maintype() == "multipart": continue
    payload = part.get_payload(decode=True)
    charset = part.get_charset()
    charset = charset.input_codec if charset and charset.input_codec else "utf-8"
    parts.append({"type": part.get_content_type(), "name": part.get_filename(), "text": payload.decode(charset, "surrogateescape")})
json.dump(parts, sys.stdout)
`;
    const { stdout, stderr } = spawnSync("python3", ["-c", program], { input: data, encoding: "utf8" });
    assert.equal(stderr, "");
    return JSON.parse(stdout) as { type: string; name: string | null; text: string }[];
}

describe("user data", () => {
    for (const [family, os] of Object.entries(releases)) {
        it(`is below the 16384 bytes of EC2 on ${family}, with everything declared and a part of one's own`, async () => {
            const text = await told({ ...declared, os, parts: [cloudConfig] });
            assert.ok(Buffer.byteLength(text) <= 16384, `${Buffer.byteLength(text)} bytes`);
            // Nothing but what is somebody's own grows.
            assert.ok(Buffer.byteLength(text) <= 10000, `${Buffer.byteLength(text)} bytes`);
        });
    }

    it("has the commands of a Kdump with the same arguments, in its order", async () => {
        const { owner, ...rest } = declared;
        const connection = { host: "192.0.2.1", privateKey: "-----BEGIN PRIVATE KEY-----" };
        const kdump = { ...rest, os: releases.debian, reboot: "when-required" as never };
        const all = await recorded(() => new Kdump(owner, { ...kdump, connection }));
        const wanted = all.flatMap(({ inputs }) => inputs.create ?? []);
        assert.equal(wanted.length, 9);
        const lines = (await told({ ...declared, os: releases.debian })).split("\n");
        const at = lines.indexOf("leave_steps() {");
        const end = lines.indexOf("PULUMI_KDUMP", at);
        const steps = lines.slice(at + 2, end).map((line) => line.slice(line.indexOf(" ") + 1));
        assert.deepEqual(steps, wanted);
    });

    it("carries the program where there is room, and otherwise the address of one with its SHA-256", async () => {
        const program = packedHostProgram().toString("base64").slice(0, 76);
        const fetched = await told({});
        assert.match(
            fetched,
            /^[0-9a-f]{64} \.kdump-host-[0-9a-f]{16} https:\/\/registry\.npmjs\.org\/pulumi-kdump\/-\/pulumi-kdump-\d+\.\d+\.\d+\.tgz$/m,
        );
        assert.ok(!fetched.includes(program));
        for (const [limit, encoding] of [
            [262144, UserDataEncoding.Text],
            [114688, UserDataEncoding.GzipBase64],
        ] as const) {
            const text = await told({ limit, encoding });
            const data =
                encoding === UserDataEncoding.Text ? text : zlib.gunzipSync(Buffer.from(text, "base64"));
            assert.ok(data.toString().includes(program), `${encoding}: ${text.length}`);
            assert.doesNotMatch(data.toString(), /registry\.npmjs\.org/);
        }
        const own = "https://192.0.2.7/kdump-host";
        assert.match(await told({ limit: 262144, programUrl: own }), / https:\/\/192\.0\.2\.7\/kdump-host$/m);
        assert.deepEqual(zlib.gunzipSync(packedHostProgram()), hostProgram().text);
    });

    it("is taken apart by cloud-init's parser into the parts that went in, in each encoding", async () => {
        const parts = [
            cloudConfig,
            { contentType: "text/x-shellscript", content: "#!/bin/sh\necho 'Grüße — 你好'\r\n" },
            { contentType: "text/jinja2", content: "## template: jinja\n#cloud-config\nfqdn: {{ ds }}\n" },
        ];
        for (const encoding of Object.values(UserDataEncoding)) {
            const text = await told({ os: releases.el, parts, encoding });
            const data = Buffer.from(text, encoding === UserDataEncoding.Text ? "utf8" : "base64");
            const found = asCloudInit(data);
            assert.deepEqual(
                found.map(({ type, name }) => [type, name]),
                [
                    ["text/cloud-config", "own.yaml"],
                    ["text/x-shellscript", null],
                    ["text/jinja2", null],
                    ["text/x-shellscript", "pulumi-kdump.sh"],
                ],
            );
            assert.deepEqual(
                found.slice(0, 3).map((part) => part.text),
                parts.map(({ content }) => content),
            );
            assert.match(found[3]?.text ?? "", /^#!\/bin\/sh\n# pulumi-kdump /);
        }
    });

    it("gives back any text as it was", () => {
        const part = fc.record({
            contentType: fc.constant("text/x-shellscript"),
            content: fc.oneof(
                fc.string({ unit: "binary", maxLength: 300 }),
                fc
                    .array(
                        fc.constantFrom("From me\n", "--=", "\n", "\r\n", ".\n", " \t\n", "ü", "--==x==--\n"),
                    )
                    .map((words) => words.join("")),
            ),
        });
        const messages = fc.sample(fc.array(part, { minLength: 1, maxLength: 40 }), 8);
        for (const parts of messages) {
            assert.deepEqual(
                asCloudInit(Buffer.from(mimeMessage(parts))).map(({ text }) => text),
                parts.map(({ content }) => content),
            );
        }
    });

    it("keeps what is secret a secret, and knows what becomes known later", async () => {
        const text = userData({
            parts: [{ ...cloudConfig, content: pulumi.secret("#cloud-config\npassword: x\n") }],
        });
        assert.equal(await pulumi.isSecret(text), true);
        assert.equal(await pulumi.isSecret(userData({ crashkernel: pulumi.output("256M") })), false);
    });

    it("tells all that is wrong with its arguments at once", () => {
        const wrong: Record<string, any> = {
            crashkernel: "256MB",
            os: { id: "arch", versionId: "1" },
            owner: pulumi.output("web"),
            limit: 0,
            encoding: "zip",
            programUrl: "s3://bucket/kdump-host",
            connection: { host: "x" },
        };
        assert.throws(
            () => userData(wrong),
            (error: Error) => {
                assert.match(error.message, /^kdump:index:userData has invalid arguments in /);
                for (const property of Object.keys(wrong))
                    assert.match(error.message, new RegExp(`^  - ${property}`, "m"));
                return true;
            },
        );
    });

    for (const [what, parts, reason] of [
        [
            "two parts of one name",
            [cloudConfig, cloudConfig],
            /parts\[0\]\.filename: own\.yaml is the name of two parts.*\n.*parts\[1\]\.filename/,
        ],
        [
            "a part that would take the place of ours",
            [{ ...cloudConfig, filename: "pulumi-kdump.sh" }],
            /parts\[0\]\.filename: pulumi-kdump\.sh is the name of two parts/,
        ],
        [
            "a script that cloud-init would pass over",
            [{ contentType: "text/x-shellscript", content: "echo" }],
            /parts\[0\]\.content: cloud-init takes it for a script only if it begins with "#!"/,
        ],
        [
            "a message in the message",
            [{ contentType: "multipart/mixed", content: "" }],
            /parts\[0\]\.contentType: "multipart\/mixed" is not the type of one part/,
        ],
        [
            "a header in the type",
            [{ ...cloudConfig, contentType: "text/plain\nX: y" }],
            /parts\[0\]\.contentType: "text\/plain\\nX: y"/,
        ],
        ["a part without a text", [{ contentType: "text/plain" }], /parts\[0\]\.content: It is missing/],
    ] as const) {
        it(`refuses ${what}`, () => {
            assert.throws(() => userData({ parts: parts as never }), reason);
        });
    }
});

describe("user data that is too long", () => {
    it("is refused with its length, and is let through where the cloud takes more", async () => {
        const parts = [{ ...cloudConfig, content: `#cloud-config\n${"x".repeat(17000)}` }];
        await assert.rejects(
            told({ parts }),
            /The user data has \d{5} bytes, \d+ more than 16384\. Make your own parts smaller/,
        );
        assert.ok(Buffer.byteLength(await told({ parts, limit: 65535 })) > 16384);
        assert.ok((await told({ parts, encoding: UserDataEncoding.GzipBase64 })).length < 16384);
    });
});

describe("a boot script", () => {
    it("has everything in it, and names no address", async () => {
        const text = (await valueOf(bootScript({ ...declared, os: releases.suse }))) ?? "";
        assert.match(text, /^[0-9a-f]{64} \.kdump-host-[0-9a-f]{16}$/m);
        assert.doesNotMatch(text, /https?:\/\//);
        assert.ok(text.length < 160_000, `${text.length} characters`);
    });

    it("takes none of what is user data's alone", () => {
        assert.throws(() => bootScript({ parts: [] } as never), /parts: There is no property of this name/);
    });
});

// The signature of requests, held to what the documentation of AWS prints and to Node's own HMAC.
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";
import { shells } from "./throwawayRoot";

const host = path.join(checkout, "host");
const nothing = crypto.createHash("sha256").update("").digest("hex");

interface Request {
    method: string;
    host: string;
    path: string;
    query: string;
    payload: string;
    meta?: string;
    region: string;
    secret: string;
    token?: string;
    time: string;
}

/** What the program makes of a request: its headers, a line each. */
function signed(shell: string[], bin: string, request: Request): string[] {
    fs.writeFileSync(path.join(bin, "date"), `#!/bin/sh\necho ${request.time}\n`, { mode: 0o755 });
    const parts = ["lib/paths.sh", "lib/hex.sh", "collection/sigv4.sh"].map((part) =>
        fs.readFileSync(path.join(host, part), "utf8"),
    );
    const call = `LC_ALL=C; export LC_ALL
        sigv4_open "$1" "$2" "$3" "$4"; shift 4; sigv4_sign "$@"; printf '%s\\n' "$RET"`;
    const { region, secret, token = "", meta = "" } = request;
    const words = [region, "AKIAIOSFODNN7EXAMPLE", secret, token];
    fs.writeFileSync(path.join(bin, "script"), [...parts, call].join("\n"));
    const run = spawnSync(
        shell[0],
        [
            ...[...shell.slice(1), path.join(bin, "script"), ...words],
            ...[request.method, request.host, request.path, request.query, request.payload, meta],
        ],
        { encoding: "utf8", env: { PATH: `${bin}:/usr/bin:/bin` } },
    );
    assert.equal(run.status, 0, run.stderr);
    return run.stdout.trimEnd().split("\n");
}

/** The same by Node. */
function signature(request: Request): string {
    const hmac = (key: crypto.BinaryLike, text: string) =>
        crypto.createHmac("sha256", key).update(text).digest();
    const headers: [string, string][] = [
        ["host", request.host],
        ["x-amz-content-sha256", request.payload],
        ["x-amz-date", request.time],
        ...(request.meta ? [["x-amz-meta-sha256", request.meta] as [string, string]] : []),
        ...(request.token ? [["x-amz-security-token", request.token] as [string, string]] : []),
    ];
    const canonical = [
        request.method,
        request.path,
        request.query,
        ...headers.map(([name, value]) => `${name}:${value}`),
        "",
        headers.map(([name]) => name).join(";"),
        request.payload,
    ].join("\n");
    const day = request.time.slice(0, 8);
    const scope = `${day}/${request.region}/s3/aws4_request`;
    const digest = crypto.createHash("sha256").update(canonical).digest("hex");
    const key = [day, request.region, "s3", "aws4_request"].reduce<crypto.BinaryLike>(
        hmac,
        `AWS4${request.secret}`,
    );
    return hmac(key, `AWS4-HMAC-SHA256\n${request.time}\n${scope}\n${digest}`).toString("hex");
}

for (const [name, shell] of Object.entries(shells)) {
    describe(`the signature of a request under ${name}`, () => {
        let bin: string;
        before(() => (bin = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-sigv4-"))));
        after(() => fs.rmSync(bin, { recursive: true }));

        const lifecycle: Request = {
            method: "GET",
            host: "examplebucket.s3.amazonaws.com",
            path: "/",
            query: "lifecycle=",
            payload: nothing,
            region: "us-east-1",
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            time: "20130524T000000Z",
        };

        it("is the one that the documentation prints for its example", () => {
            assert.deepEqual(signed(shell, bin, lifecycle), [
                "host:examplebucket.s3.amazonaws.com",
                `x-amz-content-sha256:${nothing}`,
                "x-amz-date:20130524T000000Z",
                "authorization:AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request," +
                    "SignedHeaders=host;x-amz-content-sha256;x-amz-date," +
                    "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            ]);
        });

        for (const [what, change] of [
            ["a token", { token: "IQoJ/b3+Jp==" }],
            ["the sum of an object", { method: "PUT", query: "", meta: "ab".repeat(32) }],
            ["both, and a secret as long as a block", { token: "x", meta: nothing, secret: "s".repeat(60) }],
            ["a secret beyond a block, of any bytes", { secret: `%s\\0'"$(x)ä`.repeat(9) }],
        ] as [string, Partial<Request>][]) {
            it(`is Node's, with ${what}`, () => {
                const request = { ...lifecycle, ...change };
                const last = signed(shell, bin, request).pop() ?? "";
                assert.equal(/Signature=(.*)$/.exec(last)?.[1], signature(request));
            });
        }

        it("encodes what a query may not hold, and nothing else", () => {
            const text = "2~aZ09.-_+/= &%é";
            const part = fs.readFileSync(path.join(host, "collection/sigv4.sh"), "utf8");
            const call = `LC_ALL=C; export LC_ALL\n${part}\nsigv4_encode "$1"; echo "$RET"`;
            fs.writeFileSync(path.join(bin, "script"), call);
            const run = spawnSync(shell[0], [...shell.slice(1), path.join(bin, "script"), text], {
                encoding: "utf8",
            });
            assert.equal(run.stdout.trim(), encodeURIComponent(text));
        });
    });
}

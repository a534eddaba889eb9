// An S3 store and a metadata service in a stranger's hands: whatever they answer, nothing of it is run or becomes a setting,
// no more of it is kept than there is a use for, and people are told.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import * as path from "node:path";

import { collect, collectingHost, dumpOf, keys, leave, mib } from "../store/collecting";
import { ok } from "./lifecycle";
import { shells, ThrowawayRoot } from "./throwawayRoot";

/** What is asked, and what is sent back, byte by byte. */
interface Asked {
    method: string;
    url: string;
    headers: http.IncomingHttpHeaders;
    socket: net.Socket;
}

/** A server on a port of 127.0.0.1 that sends whatever it is told to. */
class Stranger {
    readonly asked: string[] = [];
    answer: (asked: Asked) => string | Buffer | undefined = () => undefined;
    private readonly server = http.createServer();

    static async start(): Promise<Stranger> {
        const stranger = new Stranger();
        stranger.server.on("request", (request, response) => {
            request.resume().on("end", () => {
                const asked = {
                    method: request.method!,
                    url: request.url!,
                    headers: request.headers,
                    socket: response.socket!,
                };
                stranger.asked.push(`${asked.method} ${asked.url}`);
                const text = stranger.answer(asked);
                if (text !== undefined) asked.socket.end(text);
            });
        });
        await new Promise<void>((resolve) => stranger.server.listen(0, "127.0.0.1", resolve));
        return stranger;
    }

    get port(): number {
        return (this.server.address() as net.AddressInfo).port;
    }

    stop(): void {
        this.server.closeAllConnections();
        this.server.close();
    }
}

/** An answer as it goes over the wire. */
function answer(status: string, body: string | Buffer = "", ...headers: string[]): Buffer {
    const lines = [
        `HTTP/1.1 ${status}`,
        ...headers,
        `Content-Length: ${Buffer.byteLength(body)}`,
        "Connection: close",
        "",
        "",
    ];
    return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), Buffer.from(body as string)]);
}

/** Sends this again and again, until nobody listens any more. */
function endless({ socket }: Asked, head: string, piece: string): undefined {
    socket.on("error", () => undefined);
    socket.write(head);
    const block = piece.repeat(Math.ceil(65536 / piece.length));
    const more = () => {
        while (!socket.destroyed && socket.write(block));
    };
    socket.on("drain", more);
    more();
}

const gone = answer("404 Not Found");
const begun = answer(
    "200 OK",
    "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>",
);
const taken = answer("200 OK", "", 'ETag: "0123abcd"');

for (const [name, shell] of Object.entries(shells)) {
    describe(`a store in a stranger's hands, under ${name}`, function () {
        this.timeout(120_000);
        let store: Stranger;
        let host: ThrowawayRoot;
        let proof: string;

        beforeEach(async () => {
            store = await Stranger.start();
            host = collectingHost(shell);
            proof = path.join(host.base, "PROOF");
            leave(host, "1/vmcore", dumpOf(2 * mib));
        });
        afterEach(() => {
            store.stop();
            host.remove();
        });

        function declare(...more: string[]): void {
            host.input = keys("AKID", "secret");
            ok(
                host.run(
                    "collection",
                    "s3",
                    "vmcores",
                    "--endpoint",
                    `http://127.0.0.1:${store.port}`,
                    ...more,
                ),
                "collection",
            );
        }

        /** Collecting fails with a sentence, and nothing else comes of it. */
        async function harmless(what: string, sentence: RegExp): Promise<void> {
            const run = await collect(host);
            assert.ok(!fs.existsSync(proof), `${what}: it was run`);
            assert.equal(run.status, 1, `${what}: ${run.stdout}`);
            assert.equal(run.stdout, "");
            assert.match(run.stderr, /^[ -~\n]{1,6000}$/, what);
            const last = run.stderr.trimEnd().split("\n").pop() ?? "";
            assert.match(last, /^error \[collect\]: .{20,2000}$/, what);
            assert.match(last, sentence, what);
            const state = path.join(host.root, "var/lib/pulumi-kdump");
            for (const file of fs.readdirSync(state)) {
                assert.ok(fs.statSync(path.join(state, file)).size < 65536, `${what}: ${file} is large`);
            }
        }

        /** A store that is honest but for one answer. */
        function but(wanted: RegExp, change: (asked: Asked) => string | Buffer | undefined): void {
            store.asked.length = 0;
            store.answer = (asked) => {
                const { method, url } = asked;
                if (wanted.test(`${method} ${url}`)) return change(asked);
                if (method === "HEAD") return gone;
                if (method === "POST" && url.includes("uploads=")) return begun;
                return method === "PUT" ? taken : answer("200 OK", "<x/>");
            };
        }

        it("begins an upload by a name that is none", async () => {
            declare("--region", "r1");
            const named = (id: string) => answer("200 OK", `<UploadId>${id}</UploadId>`);
            for (const id of [
                "",
                "a b",
                "a\nb",
                "a\tb",
                "\u0007",
                "\u00e9",
                "x".repeat(1025),
                "x".repeat(2 * mib),
            ]) {
                but(/^POST .*uploads=/, () => named(id));
                await harmless(
                    `the name ${JSON.stringify(id.slice(0, 20))}`,
                    /did not say which|more than 1024 KiB/,
                );
                assert.ok(!store.asked.some((asked) => asked.startsWith("PUT")));
            }
            for (const id of [`$(>${proof})`, '"', '"\\nurl', "`>x`;&?#%00", "../../x"]) {
                but(/^POST .*uploads=/, () => named(id));
                await harmless(`the name ${id}`, /but then reports/);
                const parts = store.asked.filter((asked) => /^PUT .*partNumber=/.test(asked));
                const sent = parts.map((part) => decodeURIComponent(part.split("uploadId=")[1]));
                assert.deepEqual([...new Set(sent)], [id]);
                host.run("undo", "collection");
                declare("--region", "r1");
            }
        });

        it("gives tags that are none", async () => {
            declare("--region", "r1");
            for (const tag of ["", "<x>", "$(>PROOF)", "a;b", "x".repeat(129), "x".repeat(10_000), '"\\n"']) {
                but(/^PUT .*partNumber=/, () => answer("200 OK", "", `ETag: ${tag.replace("PROOF", proof)}`));
                await harmless(`the tag ${tag.slice(0, 20)}`, /gave no tag for it/);
            }
        });

        it("says of an object what nobody can have sent", async () => {
            declare("--region", "r1");
            for (const headers of [
                ["x-amz-meta-sha256: $(>PROOF)", "ETag: x"],
                ["x-amz-meta-sha256: \u001b[2J\u00e9", "x-amz-meta-sha256: y"],
                [`x-amz-meta-sha256: ${"z".repeat(50_000)}`],
            ]) {
                but(/^HEAD /, () =>
                    Buffer.from(
                        `HTTP/1.1 200 OK\r\nContent-Length: 7\r\n${headers.join("\r\n").replace("PROOF", proof)}\r\n\r\n`,
                    ),
                );
                await harmless(headers[0].slice(0, 40), /It has 7 bytes and the sum/);
            }
        });

        it("refuses in words of its own, of which some are quoted", async () => {
            declare("--region", "r1");
            const errors = [
                `<Error><Code>$(>${proof})</Code><Message>\u001b[2J$(>${proof})\u00e9\r\n</Message></Error>`,
                `<Error><Code>${"A".repeat(5000)}</Code><Message>${"B".repeat(100_000)}</Message></Error>`,
                "<Error><Code>".repeat(70_000),
                "<Message>".repeat(100_000),
                "\0".repeat(500_000),
                "",
            ];
            for (const [index, body] of errors.entries()) {
                but(/^PUT .*partNumber=/, () => answer("403 Forbidden", body));
                await harmless(`error ${index}`, /does not let AKID write to vmcores \((403|A{0,64})/);
            }
            but(/^PUT .*partNumber=/, () => answer("301 Moved", "", `Location: file://${proof}`));
            await harmless("another place", /answered 301/);
        });

        it("answers without an end", async () => {
            declare("--region", "r1");
            for (const [head, piece, sentence] of [
                [
                    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
                    "<Error>",
                    /answered with more than 1024 KiB/,
                ],
                [
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "8\r\naaaaaaaa\r\n",
                    /answered with more than 1024 KiB/,
                ],
            ] as [string, string, RegExp][]) {
                but(/^POST .*uploads=/, (asked) => endless(asked, head, piece));
                await harmless(piece, sentence);
            }
        });
    });

    describe(`a metadata service in a stranger's hands, under ${name}`, function () {
        this.timeout(120_000);
        let stranger: Stranger;
        let host: ThrowawayRoot;

        beforeEach(async () => {
            stranger = await Stranger.start();
            host = collectingHost(shell);
            host.env.KDUMP_METADATA = `http://127.0.0.1:${stranger.port}`;
            leave(host, "1/vmcore", dumpOf(2 * mib));
            host.input = "";
        });
        afterEach(() => {
            stranger.stop();
            host.remove();
        });

        const good = { AccessKeyId: "AKID", SecretAccessKey: "secret", Token: "token" };
        const cases: [string, RegExp, string | Buffer | typeof endless, RegExp][] = [
            [
                "a ticket that is more than one",
                /api\/token/,
                'x"\nurl = "http://127.0.0.1:1/',
                /no EC2 metadata service/,
            ],
            ["a ticket without an end", /api\/token/, endless, /no EC2 metadata service/],
            [
                "a region that is another host",
                /placement\/region/,
                "evil.example.net/x?",
                /bucket's region is not known/,
            ],
            ["a region without an end", /placement\/region/, endless, /bucket's region is not known/],
            ["a role that is a way out", /security-credentials\/$/, "..", /has no role/],
            [
                "a role that is an option of curl",
                /security-credentials\/$/,
                'x"\noutput = "/etc/x',
                /gave no keys|has no role/,
            ],
            ["no keys", /credentials\/role/, "{}", /returned no keys for its role/],
            ...([
                ["AccessKeyId", 'AKID\\"\\nurl = x'],
                ["AccessKeyId", "AK ID"],
                ["AccessKeyId", "x".repeat(129)],
                ["SecretAccessKey", "x".repeat(5000)],
                ["Token", "a\\nX-Evil: 1"],
                ["Token", "$(id)"],
                ["Token", "a\\\\"],
            ].map(([field, value]) => [
                `the ${field} ${value.slice(0, 20)}`,
                /credentials\/role/,
                `{ ${Object.entries({ ...good, [field]: value })
                    .map(([key, text]) => `"${key}" : "${text}"`)
                    .join(",\n")} }`,
                /returned no keys for its role/,
            ]) as [string, RegExp, string, RegExp][]),
            ["keys without an end", /credentials\/role/, endless, /returned no keys for its role/],
            [
                "keys that take long to find",
                /credentials\/role/,
                '"Token"'.repeat(9000),
                /returned no keys for its role/,
            ],
        ];
        for (const [what, wanted, text, sentence] of cases) {
            it(`gives ${what}`, async () => {
                stranger.answer = (asked) => {
                    const { url } = asked;
                    if (wanted.test(url)) {
                        return typeof text === "function"
                            ? text(asked, "HTTP/1.1 200 OK\r\n\r\n", "a")
                            : answer("200 OK", text);
                    }
                    if (url.endsWith("/api/token")) return answer("200 OK", "ticket");
                    if (url.endsWith("/region")) return answer("200 OK", "eu-central-1");
                    if (url.endsWith("/security-credentials/")) return answer("200 OK", "role");
                    return answer("200 OK", JSON.stringify(good));
                };
                ok(host.run("collection", "s3", "no-such-bucket.invalid"), "collection");
                const run = await collect(host);
                assert.equal(run.status, 1, run.stdout);
                assert.match(run.stderr, /^[ -~\n]{1,4000}$/);
                assert.match(run.stderr.trimEnd().split("\n").pop() ?? "", sentence);
                assert.deepEqual(
                    stranger.asked.filter((asked) => !/ \/latest\/(api\/token|meta-data\/)/.test(asked)),
                    [],
                );
            });
        }
    });
}

describe("a collection as arguments tell of it", function () {
    this.timeout(60_000);
    let host: ThrowawayRoot;
    before(() => (host = collectingHost()));
    after(() => host.remove());

    it("is refused where it is more than that, and nothing is written", () => {
        const before = host.tree();
        for (const args of [
            ["--endpoint", "file:///etc/passwd"],
            ["--endpoint", "http://"],
            ["--endpoint", "ftp://x"],
            ["--region", "evil.example.net/x"],
            ["--region", "a@b"],
        ]) {
            host.input = keys("AKID", "secret");
            assert.equal(host.run("collection", "s3", "dumps", ...args).status, 2, args.join(" "));
        }
        for (const [id, secret] of [
            ['A"', "secret"],
            ["A\\n", "secret"],
            ["AKID", "a b"],
            ["AKID", "\u0007"],
        ]) {
            host.input = keys(id, secret);
            const run = host.run("collection", "s3", "dumps");
            assert.equal(run.status, 2, run.stderr);
            assert.ok(!run.stderr.includes(secret));
        }
        assert.deepEqual(host.tree(), before);
    });
});

import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ok } from "../sandbox/lifecycle";
import { fails } from "../sandbox/refusals";
import { shells, ThrowawayRoot } from "../sandbox/throwawayRoot";
import { CuttingProxy } from "../support/cuttingProxy";
import { S3Store } from "../support/s3Store";
import {
    collect,
    collectingHost,
    collectToKill,
    crashStamp,
    crashTime,
    declareS3,
    dumpOf,
    keys,
    leave,
    marks,
    mib,
    sha256,
} from "./collecting";

let store: S3Store;
let proxy: CuttingProxy;
let host: ThrowawayRoot;

before(async function () {
    this.timeout(45 * 60_000); // the server may have to be built first
    store = await S3Store.start();
    proxy = await CuttingProxy.to(store.port);
});
after(() => {
    proxy?.close();
    store?.kill();
});
afterEach(() => {
    proxy.heal();
    host.remove();
    store.empty();
});

/** The parts that the store took, in the order of their coming. */
const parts = (requests: string[]) =>
    requests.flatMap((request) => /^s3_UploadPart .*[?&]partNumber=(\d+).* 200$/.exec(request)?.[1] ?? []);

for (const [name, shell] of Object.entries(shells)) {
    describe(`a collection to a store under ${name}`, function () {
        this.timeout(60_000);

        it("sends a dump in parts, the log beside it and last a manifest, and marks it; once", async () => {
            host = collectingHost(shell);
            const dump = dumpOf(12 * mib + 7);
            leave(host, "202611231840/dump.202611231840", dump);
            leave(host, "202611231840/dmesg.202611231840", "[1.0] a log\n");
            const declared = ok(
                declareS3(host, store, store.port, "--prefix", "crashes/eu"),
                "collection",
            ).json;
            assert.deepEqual(
                [declared.changed, declared.destination, declared.unit],
                [true, "s3://vmcores/crashes/eu/", "pulumi-kdump-collect.timer"],
            );
            const run = await collect(host);
            assert.equal(run.status, 0, run.stderr);
            assert.deepEqual(
                [run.json.changed, run.json.collected, run.json.away, run.json.waiting],
                [true, 1, 1, 0],
            );
            const requests = store.requests();
            assert.deepEqual(parts(requests), ["1", "2", "3"]);
            assert.match(
                requests.filter((request) => /^s3_(Put|Upload|Complete)/.test(request)).pop() ?? "",
                /manifest\.json 200$/,
            );
            const base = `crashes/eu/${crashStamp}-${sha256(dump).slice(0, 12)}`;
            const objects = store.objects();
            assert.deepEqual(
                [...objects.keys()],
                ["dmesg.202611231840", "dump.202611231840", "manifest.json"].map((file) => `${base}/${file}`),
            );
            assert.ok(objects.get(`${base}/dump.202611231840`)?.equals(dump));
            const manifest = JSON.parse(String(objects.get(`${base}/manifest.json`)));
            assert.deepEqual(manifest, {
                schema: 1,
                host: "web1",
                machineId: "0123456789abcdef0123456789abcdef",
                kernelRelease: host.release,
                crashTime,
                format: "kdump",
                files: [
                    {
                        name: "dump.202611231840",
                        object: "dump.202611231840",
                        size: dump.length,
                        sha256: sha256(dump),
                    },
                    {
                        name: "dmesg.202611231840",
                        object: "dmesg.202611231840",
                        size: 12,
                        sha256: sha256(Buffer.from("[1.0] a log\n")),
                    },
                ],
            });
            const [mark] = marks(host, "202611231840");
            assert.equal(mark.destination, `s3://vmcores/${base}/`);
            assert.deepEqual(mark.manifest, manifest);

            const again = await collect(host);
            assert.deepEqual([again.json.changed, again.json.collected, again.json.away], [false, 0, 1]);
            assert.deepEqual(store.requests(), []);
        });

        it("goes on after a cut connection with the parts that are missing", async () => {
            host = collectingHost(shell);
            const dump = dumpOf(17 * mib);
            leave(host, "1/vmcore", dump);
            ok(declareS3(host, store, proxy.port), "collection");
            void proxy.restrict(12 * mib, "cut");
            const run = await collect(host);
            fails(run, "collect", "1 of 1 complete dumps are not collected yet.", "the connection was cut");
            assert.deepEqual(parts(store.requests()), ["1", "2"]);
            assert.deepEqual(marks(host, "1"), []);
            proxy.heal();
            const next = await collect(host);
            assert.equal(next.status, 0, next.stderr);
            assert.deepEqual([next.json.collected, next.json.away], [1, 1]);
            assert.deepEqual(parts(store.requests()), ["3", "4"]);
            assert.ok([...store.objects().values()].some((object) => object.equals(dump)));
            assert.equal(marks(host, "1").length, 1);
            assert.deepEqual(
                fs
                    .readdirSync(path.join(host.root, "var/lib/pulumi-kdump"))
                    .filter((file) => /progress|collecting/.test(file)),
                [],
            );
        });

        it("goes on after it was killed in the middle of a part", async () => {
            host = collectingHost(shell);
            const dump = dumpOf(17 * mib);
            leave(host, "1/vmcore", dump);
            ok(declareS3(host, store, proxy.port), "collection");
            const stalled = proxy.restrict(7 * mib, "stall");
            const running = collectToKill(host);
            await stalled;
            await running.kill();
            proxy.heal();
            assert.deepEqual(parts(store.requests()), ["1"]);
            const next = await collect(host);
            assert.equal(next.status, 0, next.stderr);
            assert.deepEqual(parts(store.requests()), ["2", "3", "4"]);
            assert.ok([...store.objects().values()].some((object) => object.equals(dump)));
        });

        it("tells no program the secret by its arguments, and nobody by its words", () => {
            host = collectingHost(shell);
            leave(host, "1/vmcore", dumpOf(6 * mib));
            const log = path.join(host.base, "strace");
            const traced = (...args: string[]) =>
                host.spawn(
                    [path.join(host.root, "usr/local/bin/kdump-host"), ...args],
                    ["strace", "-f", "-A", "-s", "100000", "-o", log, "-e", "trace=execve"],
                );
            host.input = keys(store.accessKeyId, store.secretAccessKey);
            const endpoint = `http://127.0.0.1:${store.port}`;
            const declared = traced("collection", "s3", store.bucket, "--endpoint", endpoint);
            const sent = traced("collect");
            // The region is not known without EC2; with it, everything is sent.
            fails(sent, "collect", "The bucket's region is not known");
            ok(
                traced("collection", "s3", store.bucket, "--endpoint", endpoint, "--region", "us-east-1"),
                "collection",
            );
            const good = traced("collect");
            assert.equal(good.json.collected, 1, good.stderr);
            const seen = fs.readFileSync(log, "utf8");
            assert.match(seen, /execve\("[^"]*curl"/);
            const hex = Buffer.from(store.secretAccessKey).toString("hex");
            for (const text of [seen, ...[declared, sent, good].map((run) => run.stdout + run.stderr)]) {
                assert.ok(!text.includes(store.secretAccessKey) && !text.includes(hex));
            }
            const file = path.join(host.root, "var/lib/pulumi-kdump/collection-key");
            assert.equal(fs.statSync(file).mode & 0o777, 0o600);
            assert.ok(fs.readFileSync(file, "utf8").includes(store.secretAccessKey));
        });
    });
}

describe("a collection to a store", function () {
    this.timeout(60_000);

    /** What is left is not marked, and the error names neither the secret nor anything but sentences. */
    async function refused(...parts: string[]): Promise<void> {
        const run = await collect(host);
        fails(run, "collect", ...parts);
        assert.ok(!run.stderr.includes(store.secretAccessKey));
        assert.deepEqual(marks(host, "1"), []);
    }

    it("sends no part again that was cut once, within one run", async () => {
        host = collectingHost();
        leave(host, "1/vmcore", dumpOf(12 * mib));
        ok(declareS3(host, store, proxy.port), "collection");
        void proxy.restrict(7 * mib, "cut").then(() => proxy.heal());
        const run = await collect(host);
        assert.equal(run.status, 0, run.stderr);
        assert.match(
            run.stderr,
            /collect: The store 127\.0\.0\.1:\d+ was not reached, or the connection was cut\..*Trying again/,
        );
        assert.deepEqual(parts(store.requests()), ["1", "2", "3"]);
    });

    it("begins anew when the store no longer knows the upload", async () => {
        host = collectingHost();
        leave(host, "1/vmcore", dumpOf(12 * mib));
        ok(declareS3(host, store, proxy.port), "collection");
        void proxy.restrict(7 * mib, "cut");
        await refused("the connection was cut");
        proxy.heal();
        store.forgetUploads();
        store.requests();
        const run = await collect(host);
        assert.equal(run.status, 0, run.stderr);
        assert.match(run.stderr, /the store no longer knows the upload; sending vmcore again/);
        assert.deepEqual(parts(store.requests()), ["1", "2", "3"]);
    });

    it("says what is wrong with keys, bucket and address, and goes on once it is mended", async () => {
        host = collectingHost();
        leave(host, "1/vmcore", dumpOf(6 * mib));
        const at = (port: number, bucket: string, secret: string) => {
            host.input = keys(store.accessKeyId, secret);
            const endpoint = ["--endpoint", `http://127.0.0.1:${port}`, "--region", "us-east-1"];
            return ok(host.run("collection", "s3", bucket, ...endpoint), "collection").json.changed;
        };
        assert.equal(at(store.port, store.bucket, "wrong"), true);
        await refused(
            "does not let AKIDTESTTESTTESTTEST write to vmcores (SignatureDoesNotMatch",
            "Correct the keys",
        );
        assert.equal(at(store.port, "other", store.secretAccessKey), true);
        await refused("has no bucket other. Make it, or correct s3.bucket.");
        proxy.close();
        assert.equal(at(proxy.port, store.bucket, store.secretAccessKey), true);
        await refused(`The store 127.0.0.1:${proxy.port} was not reached`, "curl: (7)");
        proxy = await CuttingProxy.to(store.port);
        assert.equal(at(store.port, store.bucket, store.secretAccessKey), true);
        assert.equal(at(store.port, store.bucket, store.secretAccessKey), false);
        assert.equal((await collect(host)).json.collected, 1);
    });

    it("sends nothing that it could not remember to have sent", async () => {
        host = collectingHost();
        leave(host, "1/vmcore", dumpOf(6 * mib));
        ok(declareS3(host, store), "collection");
        host.set("free", "/var/lib 10 /\n");
        fails(await collect(host), "disk-space", "has 10 KiB free");
        assert.deepEqual(store.requests(), []);
        host.unset("free");
        assert.equal((await collect(host)).json.collected, 1);
    });

    it("takes whole dumps alone, whatever they are called, and says what it leaves", async () => {
        host = collectingHost();
        const hostile = `$(touch owned) ;\n"x' &\\ %s`;
        leave(host, `${hostile}/vmcore.${hostile}`, dumpOf(6 * mib));
        leave(host, `${hostile}/dmesg ${hostile}`, "log");
        fs.symlinkSync("/etc/passwd", path.join(host.root, "var/crash", hostile, "passwd.txt"));
        leave(host, "2/dump.2", dumpOf(20000));
        leave(host, "2/vmcore", dumpOf(20000));
        leave(host, "3/vmcore-incomplete", dumpOf(20000));
        leave(host, "4/dump.4", Buffer.concat([Buffer.from("makedumpfile"), dumpOf(20000)]));
        host.write("var/crash/5/vmcore", dumpOf(20000));
        ok(declareS3(host, store), "collection");
        const { json, stderr } = await collect(host);
        assert.deepEqual([json.collected, json.away, json.waiting, json.incomplete], [3, 3, 1, 2], stderr);
        assert.match(stderr, /\/var\/crash\/4\/dump\.4 is truncated, so it is not collected/);
        assert.ok(!fs.existsSync("owned"));
        const objects = [...store.objects()];
        assert.equal(objects.length, 3 + 1 + 3);
        for (const [key] of objects)
            assert.match(key, /^web1\/20261123T184000Z-[0-9a-f]{12}\/[A-Za-z0-9._-]+$/);
        const manifests = objects
            .filter(([key]) => /manifest/.test(key))
            .map(([, text]) => JSON.parse(String(text)));
        const names = manifests.flatMap((manifest) =>
            manifest.files.map((file: { name: string }) => file.name),
        );
        assert.ok(names.includes(`dmesg ${hostile}`) && names.includes(`vmcore.${hostile}`), names.join("|"));
        assert.deepEqual(
            marks(host, "2")
                .map((mark) => mark.name)
                .sort(),
            ["dump.2", "vmcore"],
        );
        leave(host, "5/vmcore", dumpOf(20000));
        assert.equal((await collect(host)).json.collected, 1, "when nobody writes to it any more");
    });

    it("takes another dump of the same name for another", async () => {
        host = collectingHost();
        leave(host, "1/vmcore", dumpOf(20000));
        ok(declareS3(host, store), "collection");
        assert.equal((await collect(host)).json.collected, 1);
        fs.rmSync(path.join(host.root, "var/crash/1/vmcore"));
        leave(host, "1/vmcore", dumpOf(20001));
        assert.equal((await collect(host)).json.collected, 1);
        assert.equal(marks(host, "1").pop()?.size, 20001);
        assert.equal((await collect(host)).json.collected, 0);
    });

    it("sends nothing again that is there, when only the mark is missing", async () => {
        host = collectingHost();
        leave(host, "1/vmcore", dumpOf(12 * mib));
        ok(declareS3(host, store), "collection");
        assert.equal((await collect(host)).json.collected, 1);
        fs.rmSync(path.join(host.root, "var/crash/1/pulumi-kdump.collected"));
        store.requests();
        assert.equal((await collect(host)).json.collected, 1);
        assert.deepEqual(
            store.requests().filter((request) => !/^s3_HeadObject/.test(request)),
            [],
        );
        assert.equal(marks(host, "1").length, 1);
    });

    it("says that a dump could not be marked, sends it no second time, and the others in spite of it", async () => {
        host = collectingHost();
        leave(host, "1/vmcore", dumpOf(20000));
        leave(host, "2/vmcore", dumpOf(20000));
        host.write("var/crash/1/pulumi-kdump.collected/in-the-way", "");
        ok(declareS3(host, store), "collection");
        const words = [
            "1 of 2 complete dumps are not collected yet. The dump is at s3://vmcores/",
            "could not be written",
        ];
        fails(await collect(host), "collect", ...words);
        assert.equal(marks(host, "2").length, 1);
        store.requests();
        fails(await collect(host), "collect", ...words);
        assert.ok(store.requests().every((request) => /^s3_HeadObject .* 200$/.test(request)));
        fs.rmSync(path.join(host.root, "var/crash/1/pulumi-kdump.collected"), { recursive: true });
        assert.equal((await collect(host)).json.collected, 1);
    });

    it("leaves nothing begun in the store, when the dump is gone or the collection is taken back", async () => {
        host = collectingHost();
        leave(host, "1/vmcore", dumpOf(12 * mib));
        ok(declareS3(host, store, proxy.port), "collection");
        for (const end of [
            async () => {
                fs.rmSync(path.join(host.root, "var/crash/1"), { recursive: true });
                assert.equal((await collect(host)).json.waiting, 0);
                leave(host, "1/vmcore", dumpOf(12 * mib));
            },
            async () => ok(await host.start("undo", "collection"), "undo"),
        ]) {
            void proxy.restrict(7 * mib, "cut");
            await refused("the connection was cut");
            proxy.heal();
            assert.ok(store.unfinishedParts() > 0);
            await end();
            assert.equal(store.unfinishedParts(), 0);
        }
        const left = fs.readdirSync(path.join(host.root, "var/lib/pulumi-kdump"));
        assert.deepEqual(
            left.filter((file) => /collect/.test(file)),
            [],
        );
        assert.ok(host.exists("var/crash/1/vmcore"));
    });
});

import * as assert from "node:assert/strict";

import { ok } from "../sandbox/lifecycle";
import { fails } from "../sandbox/refusals";
import { shells, ThrowawayRoot } from "../sandbox/throwawayRoot";
import { InstanceMetadata } from "../support/instanceMetadata";
import { S3Store } from "../support/s3Store";
import { collect, collectingHost, dumpOf, leave, mib } from "./collecting";

describe("a collection by an EC2 instance's role", function () {
    this.timeout(60_000);
    let store: S3Store;
    let metadata: InstanceMetadata;
    let host: ThrowawayRoot;

    before(async function () {
        this.timeout(45 * 60_000); // the server may have to be built first
        store = await S3Store.start();
    });
    after(() => store?.kill());
    beforeEach(async () => (metadata = await InstanceMetadata.start()));
    afterEach(() => {
        metadata.stop();
        host.remove();
        store.empty();
    });

    function begin(shell = shells.dash): void {
        host = collectingHost(shell);
        host.env.KDUMP_METADATA = metadata.address;
        leave(host, "1/vmcore", dumpOf(6 * mib));
        ok(
            host.run("collection", "s3", store.bucket, "--endpoint", `http://127.0.0.1:${store.port}`),
            "collection",
        );
    }

    for (const [name, shell] of Object.entries(shells)) {
        it(`signs by the role's keys and finds the region by itself under ${name}`, async () => {
            begin(shell);
            metadata.role = {
                AccessKeyId: store.accessKeyId,
                SecretAccessKey: store.secretAccessKey,
                Token: "IQoJb3JpZ2luX2VjEA==/token+of/the+session==",
            };
            const run = await collect(host);
            assert.equal(run.status, 0, run.stderr);
            assert.equal(run.json.collected, 1);
            assert.ok(!(run.stdout + run.stderr).includes("IQoJ"));
            const keys = metadata.asked.filter((asked) => /dump-writer$/.test(asked));
            assert.equal(keys.length, 1, "they are asked for once, while they are fresh");
        });
    }

    it("says that there is no role, and that this is no instance", async () => {
        begin();
        fails(await collect(host), "collect", "this instance has no role. Give it an instance profile");
        host.env.KDUMP_METADATA = "http://127.0.0.1:1";
        fails(await collect(host), "collect", "The bucket's region is not known");
        const endpoint = ["--endpoint", `http://127.0.0.1:${store.port}`, "--region", "us-east-1"];
        ok(host.run("collection", "s3", store.bucket, ...endpoint), "collection");
        fails(await collect(host), "collect", "no EC2 metadata service to get any from. Declare accessKeyId");
        assert.deepEqual(store.requests(), []);
    });
});

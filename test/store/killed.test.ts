import * as assert from "node:assert/strict";

import { dying, sample } from "../sandbox/killed";
import { ok } from "../sandbox/lifecycle";
import { shells, ThrowawayRoot } from "../sandbox/throwawayRoot";
import { S3Store } from "../support/s3Store";
import { collectingHost, declareS3, dumpOf, leave, marks, mib } from "./collecting";

/** Without those that feed curl: a curl that is left alone with half a body waits two minutes for the rest. */
const programs = "awk chmod cksum curl grep ln mkdir mv od rm sed sha256sum stat sync tr".split(" ");

describe("a collection that is killed at any moment", function () {
    this.timeout(600_000);
    let store: S3Store;
    const hosts: ThrowawayRoot[] = [];

    before(async function () {
        this.timeout(45 * 60_000); // the server may have to be built first
        store = await S3Store.start();
    });
    after(() => {
        hosts.forEach((host) => host.remove());
        store?.kill();
    });

    for (const [index, how] of ["before", "after", "fail"].entries()) {
        it(`${how} a program that it runs, is completed by the next run`, () => {
            const template = collectingHost(Object.values(shells)[index]);
            hosts.push(template);
            const dump = dumpOf(6 * mib);
            leave(template, "1/vmcore", dump);
            leave(template, "1/vmcore-dmesg.txt", "log");
            ok(declareS3(template, store), "collection");
            const fresh = () => {
                store.empty();
                const host = template.copy();
                hosts.push(host);
                return host;
            };
            const { calls } = dying(fresh(), ["collect"], "none:0", programs);
            assert.ok(calls > 50, `${calls} calls`);
            for (const n of sample(calls, 6)) {
                const host = fresh();
                const what = `${how}:${n}`;
                const { run } = dying(host, ["collect"], what, programs);
                if (how !== "fail") assert.ok([137, null].includes(run.status), `${what}: ${run.stderr}`);
                if (how === "fail" && run.status !== 0) {
                    assert.match(
                        run.stderr.trimEnd().split("\n").pop() ?? "",
                        /^error \[/,
                        `${what}: ${run.stderr}`,
                    );
                }
                const next = host.run("collect");
                assert.equal(next.status, 0, `${what}: ${next.stderr}`);
                assert.equal(next.json.away, 1, what);
                const objects = [...store.objects()];
                assert.equal(objects.length, 3, what);
                assert.ok(objects.find(([key]) => /vmcore$/.test(key))?.[1].equals(dump), what);
                assert.equal(marks(host, "1").length, 1, what);
                assert.equal(store.unfinishedParts(), 0, what);
                assert.equal(host.run("collect").json.changed, false, what);
            }
        });
    }
});

import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Kdump } from "../../src";
import { Checks } from "../../src/args/checks";
import { hostOf, hostProblems, stepsOn } from "../../src/host/sharedHost";
import { recorded, recordOptions, valueOf } from "../support/mocks";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret-text\n-----END OPENSSH PRIVATE KEY-----\n";
const connection = { host: "192.0.2.1", user: "admin", privateKey };

/** A component that does two things on the host of a Kdump. */
class Reader extends pulumi.ComponentResource {
    constructor(name: string, host: Kdump, opts?: pulumi.ComponentResourceOptions) {
        const checks = new Checks<object>("test:index:Reader", name, {}, {});
        super("test:index:Reader", name, {}, opts);
        checks.report(this);
        const step = stepsOn(hostOf(host, checks), this, name, checks);
        step("first", { create: "one" });
        step("second", { create: "two", stdin: "what for\n", afterReboot: true });
        this.registerOutputs();
    }
}

describe("the host of a Kdump, shared", () => {
    it("is reached as the Kdump reaches it, and is the same VM", async () => {
        const all = await recorded(() => {
            const web = new Kdump("web", { connection, instanceId: "i-1" });
            new Reader("reader", web);
        });
        const inputs = new Map(all.map((resource) => [resource.name, resource.inputs]));
        assert.deepEqual(inputs.get("reader-first")?.connection, inputs.get("web-conf")?.connection);
        assert.deepEqual(inputs.get("reader-second")?.connection, inputs.get("web-service")?.connection);
        assert.equal(inputs.get("reader-first")?.stdin, "# instance i-1\n");
        assert.equal(inputs.get("reader-second")?.stdin, "# instance i-1\nwhat for\n");
    });

    it("is worked on by one component after another", async () => {
        const options = new Map<string, pulumi.CustomResourceOptions>();
        const opts = { transformations: [recordOptions(options)] };
        await recorded(() => {
            const web = new Kdump("web", { connection, debuginfo: true });
            new Reader("a", web, opts);
            new Reader("b", web, opts);
        });
        const before = async (name: string) =>
            Promise.all(
                [options.get(name)?.dependsOn ?? []].flat().map(async (resource) => {
                    const urn = await valueOf((resource as pulumi.Resource).urn);
                    return urn?.split("::").pop();
                }),
            );
        assert.deepEqual(await before("a-first"), ["web-owner"]);
        assert.deepEqual(await before("a-second"), ["a-first"]);
        assert.deepEqual(await before("b-first"), ["a-second"]);
        assert.deepEqual(options.get("b-second")?.customTimeouts, { create: "900s", update: "900s" });
    });

    it("is nothing but a Kdump's", () => {
        assert.match(hostProblems(undefined)[0].reason, /^The host is missing/);
        assert.match(hostProblems({})[0].reason, /^This is not a Kdump/);
        assert.equal(hostProblems("web")[0].propertyPath, "host");
    });
});

import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { DumpCollection, DumpCollectionArgs, DumpServer, Kdump } from "../../src";
import { Recorded, recorded, valueOf } from "../support/mocks";
import { ed25519Key } from "../support/publicKeys";

const connection = { host: "192.0.2.1", user: "admin", password: "x" };
const hostKey = ed25519Key("collector");
const secretAccessKey = "wJalrXUtnFEMI/K7MDENG";
const answer = {
    schema: 1,
    step: "collection",
    changed: true,
    destination: "s3://dumps/",
    unit: "pulumi-kdump-collect.timer",
};

async function collected(args: object, mode: "preview" | "update" = "update") {
    let one: DumpCollection | undefined;
    const all = await recorded(
        () => {
            const host = new Kdump("web", { connection, instanceId: "i-1" });
            one = new DumpCollection("dumps", { host, ...args } as DumpCollectionArgs);
        },
        mode,
        undefined,
        { "dumps-collection": answer },
    );
    assert.ok(one);
    const inputs = (name: string) => all.find((resource: Recorded) => resource.name === name)?.inputs;
    return { one, all, step: inputs("dumps-collection"), component: inputs("dumps") };
}

describe("DumpCollection", () => {
    it("is one short command on the host of a Kdump, which is taken back", async () => {
        const create = async (args: object) => (await collected(args)).step?.create;
        assert.equal(await create({ s3: { bucket: "dumps" } }), "kdump-host collection s3 dumps");
        assert.equal(
            await create({
                s3: { bucket: "dumps", endpoint: "https://s3.example.net:9000/", prefix: "a/b" },
            }),
            "kdump-host collection s3 dumps --endpoint https://s3.example.net:9000 --region us-east-1 --prefix a/b",
        );
        assert.equal(
            await create({ s3: { bucket: "dumps", region: "eu-central-1" } }),
            "kdump-host collection s3 dumps --region eu-central-1",
        );
        const ssh = {
            user: "dumps",
            address: "192.0.2.9",
            path: "/srv/dumps",
            hostKeys: [`${hostKey} root@x`],
        };
        assert.equal(
            await create({ ssh: { ...ssh, port: 2222 } }),
            `kdump-host collection ssh dumps@192.0.2.9 /srv/dumps --port 2222 --host-key '${hostKey}'`,
        );
        const { step } = await collected({ ssh });
        assert.equal(step?.stdin, "# instance i-1\n");
        assert.match(step?.delete, /kdump-host undo collection/);
    });

    it("keeps the secret out of everything but a secret", async () => {
        for (const given of [secretAccessKey, pulumi.secret(secretAccessKey)]) {
            const { step, component } = await collected({
                s3: { bucket: "dumps", accessKeyId: "AKID", secretAccessKey: given },
            });
            assert.equal(step?.create, "kdump-host collection s3 dumps");
            assert.deepEqual(step?.stdin, {
                secret: `# instance i-1\naccess-key-id AKID\nsecret-access-key ${secretAccessKey}\n`,
            });
            // Mocks see the object as secret that holds one.
            assert.deepEqual(component?.s3, {
                secret: { bucket: "dumps", accessKeyId: "AKID", secretAccessKey },
            });
        }
    });

    it("says where dumps go, and by which timer", async () => {
        const { one } = await collected({ s3: { bucket: "dumps" } });
        assert.equal(await valueOf(one.destination), "s3://dumps/");
        assert.equal(await valueOf(one.unit), "pulumi-kdump-collect.timer");
        assert.equal(
            await valueOf((await collected({ s3: { bucket: "dumps" } }, "preview")).one.unit),
            undefined,
        );
    });

    it("takes a bucket that becomes known later, and refuses one that is wrong then", async () => {
        const later = (bucket: string) => ({ s3: { bucket: pulumi.output(Promise.resolve(bucket)) } });
        assert.equal((await collected(later("dumps"))).step?.create, "kdump-host collection s3 dumps");
        await assert.rejects(collected(later("Dumps")), /s3\.bucket: "Dumps" is not the name of a bucket/);
    });

    it("goes over ssh with a key that the host makes for itself", async () => {
        const ssh = { user: "dumps", address: "192.0.2.9", path: "/srv/dumps", hostKeys: [hostKey] };
        const { one, all } = await collected({ ssh });
        const key = all.find(({ name }) => name === "dumps-key");
        assert.equal(key?.inputs.create, "kdump-host key");
        assert.match(key?.inputs.delete, /kdump-host undo key/);
        assert.match((await valueOf(one.publicKey)) ?? "", /^ssh-ed25519 /);
        assert.equal(await valueOf((await collected({ s3: { bucket: "dumps" } })).one.publicKey), "");
    });

    it("goes to a DumpServer, which lets the host in", async () => {
        const all = await recorded(() => {
            const server = new DumpServer("collector", { connection, address: "192.0.2.9", port: 2222 });
            const host = new Kdump("web", { connection });
            new DumpCollection("dumps", { host, dumpServer: server });
        });
        const create = (name: string) => all.find((one) => one.name === name)?.inputs.create as string;
        const user = /^kdump-server account (kdump-dumps-[0-9a-f]{8}) /.exec(create("dumps-account"))?.[1];
        assert.ok(user, create("dumps-account"));
        assert.match(create("dumps-trust"), new RegExp(`^kdump-host trust ${user}@192\\.0\\.2\\.9 2222 `));
        assert.match(
            create("dumps-collection"),
            new RegExp(
                `^kdump-host collection ssh ${user}@192\\.0\\.2\\.9 /srv/vmcores/dumps-[0-9a-f]{8} --port 2222 --host-key 'ssh-ed25519 `,
            ),
        );
    });

    const wrong: [string, object, RegExp][] = [
        ["s3", {}, /give one of s3, ssh and dumpServer/],
        [
            "s3",
            { s3: { bucket: "dumps" }, ssh: {} },
            /more than one destination for dumps; give only one of s3, ssh/,
        ],
        ["dumpServer", { dumpServer: {} }, /is not a DumpServer/],
        ["s3.bucket", { s3: {} }, /"" is not the name of a bucket/],
        ["s3.endpoint", { s3: { bucket: "dumps", endpoint: "s3.example.net" } }, /give https:\/\/ or/],
        ["s3.endpoint", { s3: { bucket: "dumps", endpoint: "https://x/path" } }, /and no path/],
        ["s3.region", { s3: { bucket: "dumps", region: "eu west" } }, /is not a region/],
        ["s3.prefix", { s3: { bucket: "dumps", prefix: "/x" } }, /is not a prefix/],
        ["s3.prefix", { s3: { bucket: "dumps", prefix: "a/../b" } }, /is not a prefix/],
        ["s3.secretAccessKey", { s3: { bucket: "dumps", accessKeyId: "A" } }, /is missing, and accessKeyId/],
        ["s3.accessKeyId", { s3: { bucket: "dumps", secretAccessKey: "x" } }, /is missing/],
        [
            "s3.secretAccessKey",
            { s3: { bucket: "dumps", accessKeyId: "A", secretAccessKey: "topsecret\n" } },
            /a line's end/,
        ],
        ...(
            [
                ["user", { user: "-oX" }, /is not the name of a user/],
                ["address", { address: "a@b" }, /give the user in ssh\.user/],
                ["port", { port: 0 }, /0 is not a port/],
                ["path", { path: "/srv/my dumps" }, /contains a blank/],
                ["hostKeys", { hostKeys: [] }, /There is none/],
                ["hostKeys[1]", { hostKeys: [hostKey, "x"] }, /"x" is not a host key/],
            ] as [string, object, RegExp][]
        ).map(([property, change, sentence]): [string, object, RegExp] => [
            `ssh.${property}`,
            { ssh: { user: "u", address: "a", path: "/p", hostKeys: [hostKey], ...change } },
            sentence,
        ]),
    ];

    for (const [property, args, sentence] of wrong) {
        it(`refuses ${JSON.stringify(args)}`, async () => {
            await assert.rejects(collected(args), (error: pulumi.InputPropertiesError) => {
                assert.deepEqual(
                    error.errors.map(({ propertyPath }) => propertyPath),
                    [property],
                );
                assert.match(error.errors[0].reason, sentence);
                assert.doesNotMatch(error.message, /topsecret/);
                return true;
            });
        });
    }

    it("says what is wrong with the host and the rest together", async () => {
        const args = { host: {}, s3: { bucket: "", accessKeyId: " ", secretAccessKey: "" } };
        await assert.rejects(collected(args), (error: pulumi.InputPropertiesError) => {
            assert.deepEqual(
                error.errors.map(({ propertyPath }) => propertyPath),
                ["host", "s3.bucket", "s3.accessKeyId", "s3.secretAccessKey"],
            );
            return true;
        });
    });
});

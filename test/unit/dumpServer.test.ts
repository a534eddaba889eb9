import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { DumpCollection, DumpServer, DumpServerArgs, DumpTargetType, Kdump, KdumpArgs } from "../../src";
import { Recorded, recorded, recordOptions, valueOf } from "../support/mocks";
import { ed25519Key, rsaKey } from "../support/publicKeys";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret-text\n-----END OPENSSH PRIVATE KEY-----\n";
const connection = { host: "192.0.2.1", user: "admin", privateKey };
const collector = { connection: { ...connection, host: "192.0.2.9" } };

function command(all: Recorded[], name: string): Record<string, any> {
    const one = all.find((resource) => resource.name === name);
    assert.ok(one, `${name} was not made`);
    return one.inputs;
}

/** A Kdump called "web" whose dumps go to a DumpServer called "collector". */
function collected(server: Partial<DumpServerArgs> = {}, args: Partial<KdumpArgs> = {}, name = "web") {
    const dumpServer = new DumpServer("collector", { ...collector, ...server });
    return { dumpServer, web: new Kdump(name, { connection, dumpServer, ...args }) };
}

/** Why a program is refused. */
async function problems(make: () => unknown): Promise<Record<string, string>> {
    let error: pulumi.InputPropertiesError | undefined;
    await recorded(() => {
        try {
            make();
        } catch (thrown) {
            error = thrown as pulumi.InputPropertiesError;
        }
    });
    assert.ok(pulumi.InputPropertiesError.isInstance(error), "nothing was thrown");
    return Object.fromEntries(error.errors.map(({ propertyPath, reason }) => [propertyPath, reason]));
}

describe("DumpServer", () => {
    it("puts its program on the collecting host, and tells what clients need", async () => {
        let server: DumpServer | undefined;
        const all = await recorded(() => (server = new DumpServer("collector", collector)));
        assert.deepEqual(
            all.map(({ name }) => name),
            ["collector", "collector-program", "collector-server", "collector-owner"],
        );
        assert.match(
            command(all, "collector-server").create,
            /^test -e (\.kdump-server-[0-9a-f]{16}) && exec sh \1 install ([0-9a-f]{16}) \/srv\/vmcores --owner (\S+); exec kdump-server install \2 \/srv\/vmcores --owner \3$/,
        );
        assert.match(
            command(all, "collector-owner").create,
            /^kdump-server owner organization\/project\/stack\/collector install$/,
        );
        assert.match(command(all, "collector-server").delete, /; then kdump-server undo install; fi$/);
        assert.deepEqual(
            [await valueOf(server!.address), await valueOf(server!.port), await valueOf(server!.path)],
            ["192.0.2.9", 22, "/srv/vmcores"],
        );
        assert.deepEqual(await valueOf(server!.hostKeys), [ed25519Key("server"), rsaKey("server")]);
    });

    it("lets a Kdump's host in by a key that the host made, between its boot loader and its conf", async () => {
        const options = new Map<string, pulumi.CustomResourceOptions>();
        const all = await recorded(() => {
            const dumpServer = new DumpServer("collector", { ...collector, address: "10.0.2.2", port: 2222 });
            new Kdump("web", { connection, dumpServer }, { transformations: [recordOptions(options)] });
        });
        const user = /ssh (kdump-web-[0-9a-f]{8})@10\.0\.2\.2/.exec(command(all, "web-conf").create)?.[1];
        assert.ok(user, command(all, "web-conf").create);
        const directory = `/srv/vmcores/${user.replace("kdump-", "")}`;
        assert.equal(
            command(all, "web-conf").create,
            `kdump-host conf 'ssh ${user}@10.0.2.2' 'sshkey /root/.ssh/pulumi-kdump_ed25519' 'path ${directory}' 'ssh_port 2222'`,
        );
        assert.equal(command(all, "web-key").create, "kdump-host key");
        assert.equal(
            command(all, "web-account").create,
            `kdump-server account ${user} ${directory} '${ed25519Key("client")}' --quota 50% --keep-free 10%`,
        );
        assert.match(
            command(all, "web-account").delete,
            new RegExp(`; then kdump-server undo account ${user} ${directory}; fi$`),
        );
        assert.equal(
            command(all, "web-trust").create,
            `kdump-host trust ${user}@10.0.2.2 2222 ${directory} '${ed25519Key("server")}' '${rsaKey("server")}'`,
        );
        assert.equal(command(all, "web-trust").stdin, `# key ${ed25519Key("client")}\n`);
        assert.equal(command(all, "web-account").connection.secret.host, "192.0.2.9");
        for (const step of ["key", "trust"]) {
            assert.equal(command(all, `web-${step}`).connection.secret.host, "192.0.2.1");
            assert.match(command(all, `web-${step}`).delete, new RegExp(`kdump-host undo ${step}; fi$`));
        }
        const before = async (name: string) =>
            Promise.all(
                ([options.get(name)?.dependsOn ?? []].flat() as pulumi.Resource[]).map(async (resource) =>
                    (await valueOf(resource.urn))?.split("::").pop(),
                ),
            );
        assert.deepEqual(await before("web-key"), ["web-bootloader"]);
        assert.deepEqual(await before("web-account"), ["web-key", "collector-server"]);
        assert.deepEqual(await before("web-trust"), ["web-account"]);
        assert.deepEqual(await before("web-conf"), ["web-trust"]);
    });

    it("says what a client may take, for a collection too", async () => {
        const all = await recorded(() => {
            const { dumpServer, web } = collected({ quota: "200G", keepFree: "1T" });
            new DumpCollection("dumps", { host: web, dumpServer });
        });
        for (const account of ["web-account", "dumps-account"]) {
            assert.match(command(all, account).create, / --quota 200G --keep-free 1T$/, account);
        }
    });

    it("takes a size or a share for what a client may take, and nothing else", async () => {
        const refused = async (args: Partial<DumpServerArgs>) =>
            problems(() => new DumpServer("collector", { ...collector, ...args }));
        for (const right of ["256M", "200G", "999999T", "1%", "99%"]) {
            await recorded(() => collected({ quota: right, keepFree: right }));
        }
        await recorded(() => collected({ keepFree: "0%" }));
        for (const wrong of [
            "200",
            "200g",
            "1.5T",
            "-1G",
            "01G",
            "0x1G",
            "1234567M",
            "G",
            "",
            "200G ",
            "100%",
            "1 G",
            "200GB",
            "a[0]G",
        ]) {
            const { quota, keepFree } = await refused({ quota: wrong, keepFree: wrong });
            assert.match(quota, /^"?.*; give /, wrong);
            assert.match(keepFree, /^"?.*; give /, wrong);
        }
        assert.match(
            (await refused({ quota: "100M" })).quota,
            /is too little for any dump; give 256M at least/,
        );
        assert.match((await refused({ quota: "0%" })).quota, /is too little for any dump/);
    });

    it("keeps every private key out of what Pulumi sees of it", async () => {
        const all = await recorded(() => collected());
        const clear = JSON.stringify(all, (key, value: unknown) => (key === "secret" ? undefined : value));
        assert.doesNotMatch(clear, /secret-text|PRIVATE KEY/);
    });

    it("gives each client another account, whose name an account can have", async () => {
        const names = new Set<string>();
        for (const name of ["web", "web2", "Web", "a very long name of a host, with blanks", "ä/ö"]) {
            const all = await recorded(() => collected({}, {}, name));
            const user = command(all, `${name}-account`).create.split(" ")[2];
            assert.match(user, /^kdump-[a-z0-9-]{1,26}$/);
            names.add(user);
        }
        assert.equal(names.size, 5);
    });

    it("previews with everything unknown", async () => {
        let made: ReturnType<typeof collected> | undefined;
        const all = await recorded(() => (made = collected()), "preview");
        assert.equal(command(all, "web-key").create, "kdump-host key");
        assert.match(
            command(all, "web-conf").create,
            /^kdump-host conf 'ssh kdump-web-[0-9a-f]{8}@192\.0\.2\.9'/,
        );
        assert.equal(await valueOf(made!.dumpServer.hostKeys), undefined);
        assert.equal(await valueOf(made!.web.ready), undefined);
    });

    it("carries each host's own identity to its steps", async () => {
        const all = await recorded(() => collected({ instanceId: "i-server" }, { instanceId: "i-web" }));
        for (const [step, id] of [
            ["web-key", "i-web"],
            ["web-trust", "i-web"],
            ["web-account", "i-server"],
            ["collector-server", "i-server"],
        ]) {
            assert.match(command(all, step).stdin, new RegExp(`^# instance ${id}$`, "m"), step);
        }
    });

    it("runs the service step again for another server", async () => {
        const service = async (server: Partial<DumpServerArgs>) =>
            command(await recorded(() => collected(server)), "web-service").create as string;
        assert.notEqual(await service({}), await service({ address: "192.0.2.10" }));
    });

    it("refuses wrong arguments together, each with its property path", async () => {
        const wrong = await problems(
            () =>
                new DumpServer("collector", {
                    connection: { host: "", privateKey },
                    address: "user@host",
                    port: 0,
                    path: "srv",
                    instanceId: "",
                }),
        );
        assert.deepEqual(Object.keys(wrong).sort(), [
            "address",
            "connection.host",
            "instanceId",
            "path",
            "port",
        ]);
        assert.match(wrong.address, /is not a host name or IPv4 address/);
        assert.deepEqual(Object.keys(await problems(() => new DumpServer("collector", undefined as any))), [
            "connection",
        ]);
    });

    it("is the one place that dumps go to", async () => {
        const target = { type: DumpTargetType.Nfs, location: "server:/x" };
        const wrong = await problems(() =>
            collected({}, { conf: { target, sshkey: "/key", path: "/x", keep: -1 } }),
        );
        assert.deepEqual(Object.keys(wrong).sort(), ["conf.path", "conf.sshkey", "conf.target"]);
        assert.match(
            wrong["conf.path"],
            /With dumpServer dumps go to that one; leave this out, or dumpServer/,
        );
        const second = await problems(() => collected({}, { conf: { extra: ["nfs server:/x"] } }));
        assert.match(JSON.stringify(second), /^\{"conf\.extra.*nfs/);
        assert.match(
            (await problems(() => collected({}, { conf: { coreCollector: "makedumpfile -l -d 31" } })))[
                "conf.coreCollector"
            ],
            /-F/,
        );
    });

    it("takes no dump by scp, which copies all of the memory", async () => {
        const scp = {
            "conf.coreCollector": { coreCollector: "scp" },
            "conf.extra[0]": { extra: ["core_collector scp"] },
        };
        for (const [property, conf] of Object.entries(scp)) {
            assert.match(
                (await problems(() => collected({}, { conf })))[property],
                /^scp copies all of the memory/,
            );
        }
        const ssh = { type: DumpTargetType.Ssh, location: "kdump@192.0.2.8" };
        await recorded(() => new Kdump("web", { connection, conf: { target: ssh, coreCollector: "scp" } }));
    });

    const answers = (change: object, step = "collector-server") =>
        recorded(() => collected(), "update", undefined, { [step]: { step, changed: true, ...change } });

    for (const [what, hostKeys, sentence] of [
        ["none", undefined, /reports no host keys/],
        ["an empty list", [], /reports no host keys/],
        ["more than any host has", Array.from({ length: 17 }, () => ed25519Key("x")), /reports no host keys/],
        ["a text", ed25519Key("x"), /reports no host keys/],
        ["a second line", [`${ed25519Key("x")}\n* ${ed25519Key("evil")}`], /is more than one line/],
        ["a marker", [`@cert-authority * ${ed25519Key("x")}`], /"@cert-authority \* ssh-ed25519/],
        ["an option", ["-oProxyCommand=id"], /"-oProxyCommand=id" is not a host key/],
        [
            "a key that is not whole",
            [ed25519Key("x").slice(0, -8)],
            /not one of the type ssh-ed25519, or not whole/,
        ],
        ["no text", [{ toString: 1 }], /This is not text, so it is not a host key/],
    ] as [string, unknown, RegExp][]) {
        it(`lets no client pin what its host says, where that is ${what}`, async () => {
            await assert.rejects(answers({ hostKeys }), sentence);
        });
    }

    it("pins type and key alone, without what its host says behind them", async () => {
        const all = await answers({ hostKeys: [`${ed25519Key("x")} root@host`] });
        assert.match(
            command(all, "web-trust").create,
            new RegExp(` '${ed25519Key("x").replaceAll("+", "\\+")}'$`),
        );
    });

    it("lets in no client by something that is no public key", async () => {
        for (const publicKey of [
            undefined,
            "",
            `${ed25519Key("x")}\n${ed25519Key("y")}`,
            `command="id" ${ed25519Key("x")}`,
            rsaKey("x"),
        ]) {
            await assert.rejects(answers({ publicKey }, "web-key"), /is not an ssh-ed25519 public key/);
        }
    });

    it("asks for an address of its own where the connection's is none that clients can use", async () => {
        const make = (host: string) =>
            problems(() => new DumpServer("collector", { connection: { ...connection, host } }));
        assert.match(
            (await make("2001:db8::1")).address,
            /2001:db8::1, the connection's host, is not a host name or IPv4 address/,
        );
        assert.deepEqual(Object.keys(await make("-oProxyCommand=id")), ["connection.host"]);
    });

    it("gives stacks of one name in two organisations accounts of their own, and takes the old one back", async () => {
        const accounts = new Set<string>();
        for (const organization of ["one", "two"]) {
            const all = await recorded(() => collected(), "update", undefined, {}, organization);
            const { create, triggers } = command(all, "web-account");
            const user = (create as string).split(" ")[2];
            assert.deepEqual(triggers, [user]);
            accounts.add(user);
        }
        assert.equal(accounts.size, 2);
    });

    it("has to be a DumpServer", async () => {
        const dumpServer = { path: "/srv" } as unknown as DumpServer;
        const wrong = await problems(() => new Kdump("web", { connection, dumpServer }));
        assert.match(wrong.dumpServer, /This is not a DumpServer/);
    });
});

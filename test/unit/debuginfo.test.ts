import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Kdump, KdumpArgs } from "../../src";
import { recorded } from "../support/mocks";
import { ed25519Key } from "../support/publicKeys";

const connection = {
    host: "192.0.2.1",
    user: "admin",
    privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n",
    hostKey: ed25519Key("web"),
};

/** What a program that declares this warns of. */
async function warned(args: Partial<KdumpArgs>, mode: "preview" | "update" = "preview"): Promise<string[]> {
    const lines: string[] = [];
    const { warn } = pulumi.log;
    const log = pulumi.log as { warn: typeof warn };
    log.warn = async (text) => void lines.push(text);
    try {
        await recorded(() => new Kdump("web", { connection, ...args }), mode);
        return lines;
    } finally {
        log.warn = warn;
    }
}

describe("debuginfo without a signature", () => {
    const plain = { debuginfo: true, debuginfod: "http://debuginfod.example.net" };

    it("is warned of in a preview, where anybody on the way could answer", async () => {
        const [line, ...more] = await warned(plain);
        assert.deepEqual(more, []);
        assert.match(
            line,
            /^The debuginfod server http:\/\/debuginfod\.example\.net is reached without encryption, .* Use https:\/\//,
        );
        assert.deepEqual(await warned(plain, "update"), []);
        const later = {
            debuginfo: true,
            debuginfod: pulumi.output(Promise.resolve("http://debuginfod.example.net")),
        };
        assert.equal((await warned(later)).length, 1);
    });

    it("is nothing to warn of with encryption, with packages, which are signed, and where none is fetched", async () => {
        for (const args of [
            { debuginfo: true, debuginfod: "https://debuginfod.example.net" },
            { debuginfo: true, debuginfod: "host" },
            { debuginfo: true, debuginfoArchive: "http://archive.example.net/debug" },
            { debuginfo: true },
            { debuginfod: plain.debuginfod },
        ]) {
            assert.deepEqual(await warned(args), []);
        }
    });
});

import * as assert from "node:assert/strict";

import { connectionProblems } from "../../src/host/connection";
import { rsaKey } from "../support/publicKeys";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n";

describe("connectionProblems", () => {
    it("accepts a host with a key", () =>
        assert.deepEqual(connectionProblems({ host: "192.0.2.1", privateKey }), []));

    const refused: [string, object | undefined, RegExp][] = [
        ["connection", undefined, /The connection is missing; give at least its host/],
        ["connection.host", { privateKey }, /No host is given; set it to the VM's name or address/],
        ["connection.host", { host: "", privateKey }, /No host is given/],
        [
            "connection.host",
            { host: "root@web", privateKey },
            /"root@web" is not a host name or address; give the user in connection\.user/,
        ],
        ["connection.port", { host: "web", privateKey, port: 0 }, /0 is not a port/],
        ["connection.port", { host: "web", privateKey, port: 22.5 }, /22\.5 is not a port/],
        [
            "connection.dialErrorLimit",
            { host: "web", privateKey, dialErrorLimit: -2 },
            /-2 is not a number of attempts/,
        ],
        [
            "connection.privateKey",
            { host: "web", privateKey: "ssh-ed25519 AAAA" },
            /This is a public key; give the text of the private key/,
        ],
        [
            "connection.privateKey",
            { host: "web", privateKey: "~/.ssh/id_ed25519" },
            /give the file's text, not its name/,
        ],
        ["connection.hostKey", { host: "web", privateKey, hostKey: "SHA256:abc" }, /is not a host key/],
        [
            "connection.hostKey",
            { host: "web", privateKey, hostKey: rsaKey("web") },
            /pin the host's ed25519 or ecdsa key/,
        ],
        ["connection", { host: "web" }, /There is no way to log in: set privateKey or password/],
    ];
    for (const [propertyPath, connection, sentence] of refused) {
        it(`refuses ${JSON.stringify(connection)?.slice(0, 70)}`, () => {
            const problems = connectionProblems(connection as any);
            assert.deepEqual(
                problems.map((problem) => problem.propertyPath),
                [propertyPath],
            );
            assert.match(problems[0].reason, sentence);
        });
    }

    it("never repeats a private key in its sentences", () => {
        const problems = connectionProblems({ host: "web", privateKey: "hunter2" });
        assert.doesNotMatch(JSON.stringify(problems), /hunter2/);
    });
});

import * as assert from "node:assert/strict";

import { errors } from "../../src/data/errors";
import { explanation, forgetting } from "../../src/host/explain";

describe("explanation", () => {
    const target = "admin@192.0.2.1:22";
    const cases: [string, RegExp][] = [
        [
            "after 1 failed attempts: ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain",
            /^admin@192\.0\.2\.1:22: the host answers, but does not let this user in.*authorized_keys/,
        ],
        [
            "after 1 failed attempts: ssh: handshake failed: ssh: host key mismatch",
            /another host key than connection\.hostKey/,
        ],
        [
            "after 3 failed attempts: dial tcp 192.0.2.1:22: connect: connection refused",
            /nothing listens on that port/,
        ],
        [
            "wait: remote command exited without exit status or exit signal: running",
            /the connection broke while the step was running/,
        ],
        ["context deadline exceeded", /within the step's time limit/],
    ];
    for (const [message, sentence] of cases) {
        it(`explains: ${message.slice(0, 60)}`, () =>
            assert.match(explanation(target, [message]) ?? "", sentence));
    }

    it("leaves the word to the host program when it has said what is wrong", () => {
        const said =
            'Process exited with status 1: running "kdump-host conf":\nerror [path-is-file]: connection refused is a file.';
        assert.equal(explanation(target, [said]), undefined);
    });

    it("knows every code of both programs, and says the remedy where their sentence has none", () => {
        for (const [code, { remedy, say }] of Object.entries(errors)) {
            const said = `kdump-server: x\nerror [${code}]: connection refused, EOF.`;
            assert.equal(
                explanation(target, [said]),
                say === true ? `${target}: ${remedy}` : undefined,
                code,
            );
        }
        assert.match(explanation(target, ["error [internal]: x"]) ?? "", /report it with the end of/);
        assert.equal(explanation(target, ["error [s390x]: connection refused"]), undefined);
    });

    it("tells which program is gone", () => {
        const gone = (name: string) => explanation(target, [`sh: 1: ${name}: not found`]) ?? "";
        assert.match(
            gone("kdump-host"),
            /Run `pulumi up` again: it looks at the host and puts the program back/,
        );
        assert.match(gone("kdump-server"), /Give another `instanceId` to the DumpServer and run `pulumi up`/);
    });

    describe("of a delete", () => {
        const urn =
            "urn:pulumi:dev::shop::my:index:Fleet$kdump:index:Kdump$command:remote:Command::web-1-service";

        it("says how to forget the host, with the command to do so", () => {
            const text = forgetting(urn, target, ["after 2 failed attempts: dial tcp: i/o timeout"]) ?? "";
            assert.match(
                text,
                /^admin@192\.0\.2\.1:22: nothing was taken back there.*\(after 2 failed attempts: /,
            );
            assert.match(
                text,
                /`pulumi state delete --target-dependents 'urn:pulumi:dev::shop::my:index:Fleet\$kdump:index:Kdump::web-1'`/,
            );
        });

        it("leaves the word to the host program here too", () => {
            assert.equal(forgetting(urn, target, ["error [s390x]: connection refused"]), undefined);
            assert.match(forgetting(urn, target, ["error [internal]: x"]) ?? "", /report it with the end of/);
        });

        it("explains a refusal as ever", () =>
            assert.match(
                forgetting(urn, target, ["ssh: handshake failed: ssh: unable to authenticate"]) ?? "",
                /does not let this user in.*authorized_keys/,
            ));
    });

    it("says nothing about what it does not know", () =>
        assert.equal(explanation(target, ["something else"]), undefined));
});

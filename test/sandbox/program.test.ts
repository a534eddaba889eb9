import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";
import { assembledProgram, shells } from "./throwawayRoot";

const host = path.join(checkout, "host");
const partsOf = (manifest: string) => fs.readFileSync(path.join(host, manifest), "utf8").trim().split("\n");
/** Scripts of their own, by which the program comes to a host that nobody logs in to. */
const born = ["born/born.sh", "born/leave.sh"];
const parts = [...new Set([...partsOf("MANIFEST"), ...partsOf("server/MANIFEST")])];

describe("the host program", function () {
    this.timeout(120_000); // shellcheck reads all of it twice

    it("names every part in the MANIFEST, once", () => {
        const there = fs
            .readdirSync(host, { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".sh") && file !== "assemble.sh");
        assert.deepEqual([...parts, ...born].sort(), there.sort());
    });

    it("has no finding of shellcheck, whole and in its stand-ins", () => {
        // SC2317: functions that are called by a name put together at run time look unreachable.
        const whole = spawnSync("shellcheck", ["-s", "dash", "-e", "SC2317,SC2086,SC2016", "-"], {
            input: assembledProgram(),
            encoding: "utf8",
        });
        assert.equal(whole.stdout, "");
        assert.equal(whole.status, 0);
        // SC2034: the server uses a part of lib/.
        const server = spawnSync("shellcheck", ["-s", "dash", "-e", "SC2317,SC2086,SC2016,SC2034", "-"], {
            input: assembledProgram("server"),
            encoding: "utf8",
        });
        assert.equal(server.stdout, "");
    });

    it("has no finding of shellcheck in any part", () => {
        // SC2154, SC2034: what one part sets, another uses.
        const each = spawnSync(
            "shellcheck",
            ["-s", "dash", "-e", "SC2154,SC2034,SC2317,SC1091", "assemble.sh", ...parts, ...born],
            {
                cwd: host,
                encoding: "utf8",
            },
        );
        assert.equal(each.stdout, "");
        assert.equal(each.status, 0);
    });

    for (const [name, shell] of Object.entries(shells)) {
        it(`is understood by ${name}, and says what it can do`, () => {
            const run = spawnSync(shell[0], [...shell.slice(1), "-s"], {
                input: assembledProgram(),
                encoding: "utf8",
            });
            assert.equal(run.status, 2);
            assert.match(run.stderr, /^error \[usage\]: kdump-host install\|packages\|/);
            const server = spawnSync(shell[0], [...shell.slice(1), "-s"], {
                input: assembledProgram("server"),
                encoding: "utf8",
            });
            assert.equal(server.status, 2);
            assert.match(server.stderr, /^error \[usage\]: kdump-server install\|account\|report\|undo/);
        });
    }

    it("has no part beyond 300 lines", () => {
        for (const part of parts) {
            const lines = fs.readFileSync(path.join(host, part), "utf8").split("\n").length;
            assert.ok(lines <= 300, `${part} has ${lines} lines`);
        }
    });

    it("has no line beyond 120 characters", () => {
        const long = parts.flatMap((part) =>
            fs
                .readFileSync(path.join(host, part), "utf8")
                .split("\n")
                .map((line, at) => ({ where: `${part}:${at + 1}`, line }))
                .filter(({ line }) => line.length > 120)
                .map(({ where }) => where),
        );
        assert.deepEqual(long, []);
    });

    it("names no host of a package archive", () => {
        assert.doesNotMatch(assembledProgram(), /[a-z]\.(debian|ubuntu)\.(org|com)/);
    });
});

import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { recommendedCrashkernel } from "../../src";
import { distributionOf } from "../../src/distribution/distribution";
import { exampleVersion, modelOf, readFiles } from "../../tools/data/model";
import { assembledProgram, shells } from "./throwawayRoot";

const { releases } = modelOf(readFiles());
const ids = [...new Set(releases.map(({ id }) => id))];

/** A version of each pattern of each row. */
const listed = releases.flatMap(({ id, versions }) =>
    versions.map((pattern) => ({ id, versionId: exampleVersion(pattern) })),
);

/** What stands beside them: the versions before and after, and what only looks alike. */
const beside = [
    ...ids.flatMap((id) =>
        [
            "",
            "x",
            "1",
            "6.10",
            "10",
            "14",
            "11.3",
            "17.0",
            "23.10",
            "24.10",
            "40",
            "100",
            "2018.03",
            "2024",
        ].map((versionId) => ({ id, versionId })),
    ),
    ...listed.flatMap(({ id, versionId }) =>
        [`${versionId}x`, `x${versionId}`, `${versionId}.1`, `1${versionId}`, versionId.slice(0, -1)].map(
            (other) => ({ id, versionId: other }),
        ),
    ),
    ...listed.map(({ id, versionId }) => ({ id: `${id}x`, versionId })),
    { id: "constructor", versionId: "1" },
    { id: "", versionId: "12" },
    { id: "arch", versionId: "" },
];

/** The lines that the program's functions print. */
function said(shell: string[], driver: string, ...args: string[]): string[] {
    const program = assembledProgram().replace(/\nmain "\$@"\nexit\n$/, "\n");
    const run = spawnSync(shell[0], [...shell.slice(1), "-s", "--", ...args], {
        input: `${program}\n${driver}\n`,
        encoding: "utf8",
    });
    assert.equal(run.stderr, "");
    return run.stdout.split("\n").slice(0, -1);
}

for (const [name, shell] of Object.entries(shells)) {
    describe(`the releases of data/, under ${name}`, () => {
        it("are known to the plan and to the host alike, and no others", () => {
            const all = [...listed, ...beside];
            const host = said(
                shell,
                'for os; do if release_find "${os%%:*}" "${os#*:}"; then echo "$family_name $release_generation"; else echo none; fi; done',
                ...all.map(({ id, versionId }) => `${id}:${versionId}`),
            );
            const plan = all.map((os) => {
                const found = distributionOf(os);
                // A main version stands for its releases in a plan, and is no VERSION_ID of them.
                const main = releases.some(
                    ({ id, versions }) => id === os.id && versions.includes(`${os.versionId}.*`),
                );
                const exact = releases.some(
                    ({ id, versions }) => id === os.id && versions.includes(os.versionId),
                );
                return found === undefined || (main && !exact)
                    ? "none"
                    : `${found.family} ${found.generation}`;
            });
            const both = (answers: string[]) =>
                all.map(({ id, versionId }, at) => [id, versionId, answers[at]]);
            assert.deepEqual(both(host), both(plan));
            assert.ok(!host.slice(0, listed.length).includes("none"));
            assert.ok(host.slice(listed.length).includes("none"));
        });

        it("T16: have the same recommended crashkernel value in the plan and on the host", () => {
            const machines = listed.flatMap((os) =>
                ["x86_64", "aarch64", "ppc64le", "riscv64"].flatMap((arch) =>
                    [4096, 65536].map((pageSize) => ({ os, arch, pageSize })),
                ),
            );
            const host = said(
                shell,
                'for machine; do set -f; set -- $machine; release_find "$1" "$2"; release_recommended "$3" "$4" || RET=none; echo "$RET"; done',
                ...machines.map(
                    ({ os, arch, pageSize }) =>
                        `${os.id} ${os.versionId} ${arch} ${pageSize === 4096 ? "6.1.0-1" : "6.1.0-1+64k"}`,
                ),
            );
            const plan = machines.map(
                ({ os, arch, pageSize }) => recommendedCrashkernel(os, arch, pageSize)?.value ?? "none",
            );
            assert.deepEqual(host, plan);
            assert.ok(plan.includes("none") && plan.some((value) => value !== "none"));
        });

        it("have a value of their own for each architecture that is listed, unless it is measured", () => {
            for (const { id, versions, distribution, recommended } of releases) {
                if (recommended === undefined) continue;
                for (const arch of distribution.architectures) {
                    const os = { id, versionId: exampleVersion(versions[0]) };
                    assert.ok(
                        recommendedCrashkernel(os, arch) !== undefined,
                        `${id} ${versions[0]} on ${arch}`,
                    );
                }
            }
        });
    });
}

describe("a main version in a plan", () => {
    it("stands for all releases that the host program takes for it", () => {
        assert.equal(distributionOf({ id: "rocky", versionId: "9" })?.name, "Rocky Linux 9");
        assert.equal(distributionOf({ id: "rhel", versionId: "10" })?.generation, "10");
        assert.equal(distributionOf({ id: "rocky", versionId: "7" }), undefined);
    });
});

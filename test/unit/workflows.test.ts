import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";
import { textOf } from "../support/documents";

const directory = ".github/workflows";

/** What GitHub's own parser finds wrong with a workflow. */
function problemsOf(workflow: string): string[] {
    const program = path.join(checkout, "test/support/workflowProblems.mjs");
    const { stdout, stderr } = spawnSync(process.execPath, [program], { input: workflow, encoding: "utf8" });
    assert.notEqual(stdout, "", stderr);
    return JSON.parse(stdout) as string[];
}

describe("the workflows", () => {
    for (const file of fs.readdirSync(path.join(checkout, directory))) {
        it(`${file} has the form that GitHub reads`, () => {
            assert.deepEqual(problemsOf(textOf(`${directory}/${file}`)), []);
        });
    }

    it("are refused where they have not", () => {
        const text = textOf(`${directory}/ci.yml`);
        for (const [right, wrong, problem] of [
            ["runs-on:", "run-on:", /Unexpected value 'run-on'/],
            ["${{ matrix.", "${{ matrixx.", /Unrecognized named-value: 'matrixx'/],
        ] as const)
            assert.match(problemsOf(text.replaceAll(right, wrong)).join("\n"), problem);
    });

    it("run what every change must pass", () => {
        const commands = textOf(".ci/run")
            .split("\n")
            .filter((line) => line.startsWith("npm "));
        const [, list] = /^ +command: \[(.*)\]$/m.exec(textOf(`${directory}/ci.yml`)) ?? [];
        assert.deepEqual(
            list?.split(", ").map((command) => command.replaceAll('"', "")),
            commands,
        );
        assert.equal(commands.length, 2);
    });
});

/** What release.yml asks before it publishes, run as the runner does. */
function release(tag: string, version: string, changelog: string): string {
    const script = /run: \|\n((?: {10}.*\n)+)/.exec(textOf(`${directory}/release.yml`))?.[1];
    const base = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-release-"));
    try {
        fs.writeFileSync(path.join(base, "package.json"), JSON.stringify({ version }));
        fs.writeFileSync(path.join(base, "CHANGELOG.md"), changelog);
        const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", script ?? "exit 9"], {
            cwd: base,
            env: { ...process.env, GITHUB_REF_NAME: tag },
            encoding: "utf8",
        });
        assert.equal(stderr, "");
        return status === 0 ? "published" : stdout;
    } finally {
        fs.rmSync(base, { recursive: true });
    }
}

describe("a release", () => {
    const dated = "# Changelog\n\n## 0.1.0 (2026-12-01)\n";

    it("is of the version that its tag says, and dated in the changelog", () => {
        assert.equal(release("v0.1.0", "0.1.0", dated), "published");
    });

    it("is refused with another tag", () => {
        assert.match(release("v0.2.0", "0.1.0", dated), /^::error::The tag is v0\.2\.0, but .* 0\.1\.0/);
    });

    it("is refused without the date", () => {
        const unreleased = "# Changelog\n\n## 0.1.0 (unreleased)\n";
        assert.match(release("v0.1.0", "0.1.0", unreleased), /^::error::CHANGELOG\.md has no heading/);
        assert.match(release("v0.1.0", "0.1.0", dated.replace("0.1.0", "0.0.1")), /^::error::CHANGELOG/);
    });
});

// The npm package: what is in it, and that nothing it does needs what is not.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { run } from "../../tools/dev/exec";
import { textOf } from "../support/documents";
import { packed, sources } from "../support/packed";

const manifest = JSON.parse(textOf("package.json")) as Record<string, any>;

/** What is packed as it stands: folders end in a slash. */
const verbatim = [
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "PulumiPlugin.yaml",
    "README.md",
    "SECURITY.md",
    "docs/",
    "examples/",
    "host/born/",
    "package.json",
    "schema.json",
    "src/",
    "tsconfig.json",
];

/** What tsc makes of a source. */
function built(source: string): string[] {
    const name = source.replace(/^src\//, "dist/").replace(/\.ts$/, "");
    return [`${name}.d.ts`, `${name}.js`, `${name}.js.map`];
}

describe("the npm package", function () {
    this.timeout(120_000);

    let tarball: string;
    before(async () => {
        tarball = await packed();
    });

    it("holds what it should, and nothing else", async () => {
        const files = await sources();
        const wanted = [
            ...files.filter((file) =>
                verbatim.some((entry) => file === entry || (entry.endsWith("/") && file.startsWith(entry))),
            ),
            ...files.filter((file) => /^src\/.*\.ts$/.test(file)).flatMap(built),
            "dist/kdump-host",
            "dist/kdump-host.gz",
            "dist/kdump-report",
            "dist/kdump-server",
        ];
        const listed = (await run("tar", ["-tzf", tarball])).trim().split("\n");
        assert.deepEqual(listed.map((file) => file.replace(/^package\//, "")).sort(), wanted.sort());
    });

    it("is smaller than a megabyte", () => {
        assert.ok(fs.statSync(tarball).size < 2 ** 20);
    });

    it("needs nothing that it lacks when npm prepares it where it is", async () => {
        const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-unpacked-"));
        try {
            await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", directory]);
            const before = fs.readdirSync(path.join(directory, "dist"), { recursive: true }).sort();
            await run("npm", ["run", "prepare"], { cwd: directory });
            assert.deepEqual(
                fs.readdirSync(path.join(directory, "dist"), { recursive: true }).sort(),
                before,
            );
        } finally {
            fs.rmSync(directory, { recursive: true });
        }
    });

    it("runs nothing on the machine of who installs it", () => {
        for (const script of ["preinstall", "install", "postinstall"]) {
            assert.equal(manifest.scripts[script], undefined);
        }
    });

    it("says where it comes from, and is published with its provenance", () => {
        const repository = "https://github.com/pulumi-kdump/pulumi-kdump";
        assert.equal(manifest.repository.url, `git+${repository}.git`);
        assert.equal(manifest.homepage, `${repository}#readme`);
        assert.equal(manifest.bugs.url, `${repository}/issues`);
        assert.ok(manifest.author);
        assert.deepEqual(manifest.publishConfig, { access: "public", provenance: true });
    });

    it("has a changelog that begins with its version", () => {
        const [heading] = /^## .*$/m.exec(textOf("CHANGELOG.md")) ?? [];
        const allowed = new RegExp(`^## ${manifest.version} \\((unreleased|\\d{4}-\\d\\d-\\d\\d)\\)$`);
        assert.ok(allowed.test(heading ?? ""), `${heading} is not of ${manifest.version}`);
    });
});

describe("a checkout", () => {
    const lock = JSON.parse(textOf("package-lock.json")) as { packages: Record<string, any> };

    it("brings no cloud's SDK", () => {
        const clouds = Object.keys(lock.packages).filter((name) =>
            /@pulumi\/(aws|azure|gcp|libvirt)/.test(name),
        );
        assert.deepEqual(clouds, []);
    });

    it("names no registry in its lock", () => {
        const resolved = Object.values(lock.packages).map((entry) => entry.resolved ?? "");
        assert.deepEqual(
            resolved.filter((url) => /^https?:/.test(url)),
            [],
        );
    });
});

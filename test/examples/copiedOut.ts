// An example that is a Node program, from a copy of its own in an empty folder: what it needs is in its package.json, and the
// commands in the comment at its head are those that a user runs. Where a provider is no package of a registry, a stand-in takes
// its place in the preview.
import * as assert from "node:assert/strict";

import * as semver from "semver";

import { getToolchain } from "../../tools/pulumi/toolchain";
import { textOf } from "../support/documents";
import { cloudsOf, commandsIn, ExampleCopy, manifestOf } from "../support/exampleCopy";
import { seen } from "./seen";

const { version } = JSON.parse(textOf("package.json")) as { version: string };

/** Describes what has to hold of an example. */
export function copiedOut(name: string): void {
    describe(`examples/${name}, copied out`, function () {
        this.timeout(240_000);

        let copy: ExampleCopy;
        before(async () => {
            copy = await ExampleCopy.create(await getToolchain(() => undefined), name);
        });
        after(() => copy?.remove());

        it("is of this version of the package", () => {
            const range = manifestOf(name).dependencies["pulumi-kdump"];
            assert.ok(semver.satisfies(version, range), `${version} is not in ${range}`);
        });

        const providers = cloudsOf(name);
        const standIns =
            providers.length > 0 ? `, with a stand-in for the provider of ${providers.join(" and ")}` : "";
        it(`is previewed by the commands at its head${standIns}`, async () => {
            const commands = commandsIn(name);
            assert.equal(commands[0], "npm install");
            assert.equal(commands.at(-1), "pulumi preview");
            const { code, stdout, stderr } = await copy.run(commands);
            assert.equal(code, 0, stdout + stderr);
            const shown = [...providers, ...madeBy(name)];
            assert.notEqual(shown.length, 0);
            for (const each of shown) assert.match(stdout, new RegExp(`\\+ +${each}:\\S+ +\\S+ +create`));
        });

        it("has right types", async () => {
            const { code, stdout, stderr } = await copy.sh("npx tsc -p .");
            assert.equal(code, 0, stdout + stderr);
        });

        seen[name]?.(() => copy);
    });
}

/** The packages of which an example's program makes resources besides those of clouds. */
function madeBy(name: string): string[] {
    const program = textOf(`examples/${name}/index.ts`);
    return ["kdump", "command"].filter((each) => program.includes(`new ${each}.`));
}

// What a new user tries first: README's program, by the commands that README gives, in an empty folder with the package from npm.
import * as assert from "node:assert/strict";

import { getToolchain } from "../../tools/pulumi/toolchain";
import { blocksOf, commandsOf, readmeProgram, textOf } from "../support/documents";
import { FreshProject } from "../support/freshProject";
import { TestHost } from "./host";

/** README's picture: the resources of a preview, and the outputs of an update. */
const shown = [...textOf("README.md").matchAll(/^ \+ .*? (\w+:\S+:\S+) +(\S+) +create$/gm)];
const outputs = /^Outputs:\n((?: {4}.*\n)+)/m.exec(textOf("README.md"))?.[1].trim().split("\n") ?? [];

/** README's commands, of which the first two are npm's and the last two are the preview and the update. */
const commands = commandsOf("README.md").find((lines) => lines[0].startsWith("npm install")) ?? [];
const install = commands.filter((line) => line.startsWith("npm "));
const prepare = commands.filter((line) => /^pulumi (stack|config) /.test(line));

/** The program as somebody writes it who has neither TypeScript nor `import`. */
function required(program: string): string {
    return program
        .replace(/^import \* as (\w+) from (.*);$/gm, "const $1 = require($2);")
        .replace(/^export const \{(.*)\} = (\w+);$/m, "exports.all = (({$1}) => ({$1}))($2);\n")
        .replace("exports.all =", "module.exports =");
}

/** The kinds of project that README's program is run in: its file, and what package.json says. */
const kinds = [
    { title: "TypeScript, CommonJS", file: "index.ts", settings: "type=commonjs" },
    { title: "TypeScript, ES modules", file: "index.ts", settings: "type=module" },
    { title: "JavaScript, ES modules by the file's name", file: "index.mjs", settings: "main=index.mjs" },
    { title: "JavaScript, ES modules", file: "index.js", settings: "type=module" },
    { title: "JavaScript, CommonJS", file: "index.js", settings: "type=commonjs", write: required },
];

describe("README's program, from the npm package in an empty folder", function () {
    this.timeout(180_000);

    let project: FreshProject;
    let host: TestHost;
    before(async () => {
        project = await FreshProject.create(await getToolchain(() => undefined));
        const [yaml] = blocksOf("README.md", "yaml");
        project.write({ "Pulumi.yaml": yaml });
        await project.mustRun(install.join("\n"));
    });
    after(() => project?.remove());
    beforeEach(async () => {
        host = await TestHost.start();
    });
    afterEach(async () => host?.stop());

    it("is all that README says", () => {
        assert.equal(install.length, 2);
        assert.equal(prepare.length, 3);
        assert.deepEqual(commands.slice(-2), ["pulumi preview", "pulumi up"]);
        assert.equal(commands.length, install.length + prepare.length + 2);
    });

    it("brings the command that README names", async () => {
        const [, command] = /`(npx pulumi-kdump predict [^`]*)`/.exec(textOf("README.md")) ?? [];
        const printed = await project.mustRun(command ?? "");
        assert.equal(printed, "crashkernel=256M reserves 256 MiB of 4 GiB.\n");
    });

    for (const { title, file, settings, write = (program: string) => program } of kinds) {
        it(`${title}: is previewed as it stands, and makes a host ready`, async () => {
            await project.mustRun(`npm pkg delete main type && npm pkg set ${settings}`);
            project.delete("index.ts", "index.mjs", "index.js", "Pulumi.dev.yaml");
            project.write({ [file]: write(readmeProgram()) });
            project.logsInWith(host.sshd.connection.privateKey);
            const preview = await project.mustRun([...prepare, "pulumi preview"].join("\n"));
            const created = [...preview.matchAll(/^\s*\+\s+(\w+:\S+:\S+) (\S+) create\b/gm)];
            assert.equal(shown.length, 11);
            assert.deepEqual(
                [...new Set(created.map(([, type, name]) => `${type} ${name}`))].sort(),
                shown.map(([, type, name]) => `${type} ${name}`).sort(),
            );
            assert.equal(host.sshd.connections(), 0);

            // The login of the test's own ssh server, in the place of admin's on a VM.
            const { host: name, user, port, hostKey } = host.sshd.connection;
            const login = JSON.stringify({ user, port, hostKey }).slice(1, -1);
            const program = write(readmeProgram().replace('user: "admin",', `${login},`));
            assert.ok(program.includes(hostKey));
            project.write({ [file]: program });
            const update = await project.mustRun(`pulumi config set host ${name}\npulumi up`);
            for (const line of outputs) assert.ok(update.includes(line.trim()), `${line}\n${update}`);
            assert.equal(outputs.length, 3);
            assert.match(update, /reboot: scheduled: The running kernel has reserved 0 MiB, /);
            await project.mustRun("pulumi destroy\npulumi stack rm dev");
        });
    }
});

import * as fs from "node:fs";
import * as path from "node:path";

import { run } from "../../tools/dev/exec";
import { getToolchain } from "../../tools/pulumi/toolchain";
import { getProgramHost } from "../../tools/pulumi/toolchain/languageHosts";
import { FreshProject } from "./freshProject";

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Where an SDK is put that a project uses. */
const sdk = "sdks/kdump";

/** What makes a project in a language use an SDK that was made beside it. */
const linking = {
    go: [
        `go mod edit -require=github.com/pulumi-kdump/pulumi-kdump/sdk/go@v0.0.0 -replace=github.com/pulumi-kdump/pulumi-kdump/sdk/go=./${sdk}`,
    ],
    python: ["python3 -m venv venv", `venv/bin/pip install -q -r requirements.txt ./${sdk}`],
};

/**
 * A user's own project in another language, to which the package was added as the guide says: unpacked, and by `pulumi package
 * add`. Where the language host is too old for that, the SDK is made by what the host would make it with.
 */
export async function languageProject(
    language: "go" | "python",
    files: Record<string, string>,
): Promise<FreshProject> {
    const toolchain = await getToolchain(() => undefined);
    const { directory, sdks } = await getProgramHost(language, toolchain.pulumi, say);
    const project = await FreshProject.create({
        ...toolchain,
        env: {
            ...toolchain.env,
            ...(await goEnvironment(language)),
            PATH: pathOf(directory, toolchain.env.PATH),
        },
    });
    project.write(files);
    await project.mustRun(`tar -xzf ${project.tarball}\npulumi stack init dev`);
    if (sdks === undefined) await project.mustRun("pulumi package add ./package");
    else {
        const settings = `${files["Pulumi.yaml"]}packages:\n  kdump: ./package\n`;
        project.write({ "Pulumi.yaml": settings });
        const made = [
            `${sdks} ${language} package/schema.json ${sdk}`,
            "npm install --silent --prefix package",
        ];
        await project.mustRun([...made, ...linking[language]].join("\n"));
    }
    return project;
}

/** A program in Python is run in the project's own virtual environment. */
function pathOf(directory: string | undefined, rest = ""): string {
    return [...(directory === undefined ? [] : [directory]), rest].join(path.delimiter);
}

/** Modules are kept from run to run, though the project has a home of its own. */
async function goEnvironment(language: "go" | "python"): Promise<NodeJS.ProcessEnv> {
    if (language !== "go") return {};
    const [GOMODCACHE, GOCACHE] = (await run("go", ["env", "GOMODCACHE", "GOCACHE"])).trim().split("\n");
    for (const kept of [GOMODCACHE, GOCACHE]) fs.mkdirSync(kept, { recursive: true });
    return { GOMODCACHE, GOCACHE, GOFLAGS: "-mod=mod", GOWORK: "off" };
}

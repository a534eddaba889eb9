import * as fs from "node:fs";
import * as path from "node:path";

import { run } from "../../tools/dev/exec";
import { getToolchain } from "../../tools/pulumi/toolchain";
import { getProgramHost, ProgramHost } from "../../tools/pulumi/toolchain/languageHosts";
import { getYamlHost } from "../../tools/pulumi/toolchain/yamlHost";
import { FreshProject } from "./freshProject";

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Where an SDK is put that a project uses. */
const sdk = "sdks/kdump";

type Language = "go" | "python" | "yaml";

/** What makes a project in a language use an SDK that was made beside it. */
const linking: Record<Language, string[]> = {
    go: [
        `go mod edit -require=github.com/pulumi-kdump/pulumi-kdump/sdk/go@v0.0.0 -replace=github.com/pulumi-kdump/pulumi-kdump/sdk/go=./${sdk}`,
    ],
    python: ["python3 -m venv venv", `venv/bin/pip install -q -r requirements.txt ./${sdk}`],
    yaml: [],
};

/**
 * A user's own project in another language, to which the package was added as the guide says: unpacked, and by `pulumi package
 * add`. Where the language host is too old for that, the SDK is made by what the host would make it with.
 */
export async function languageProject(
    language: Language,
    files: Record<string, string>,
): Promise<FreshProject> {
    const toolchain = await getToolchain(() => undefined);
    const { directory, sdks } = await hostOf(language, toolchain.pulumi);
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
    if (directory === undefined) await project.mustRun("pulumi package add ./package");
    else {
        const settings = `${files["Pulumi.yaml"]}packages:\n  kdump: ./package\n`;
        project.write({ "Pulumi.yaml": settings });
        const made = sdks === undefined ? [] : [`${sdks} ${language} package/schema.json ${sdk}`];
        const install = "npm install --silent --prefix package";
        await project.mustRun([install, ...made, ...linking[language]].join("\n"));
    }
    return project;
}

/** A host that is built by the tests is too old to add a package. YAML needs no SDK. */
async function hostOf(language: Language, pulumi: string): Promise<ProgramHost> {
    return language === "yaml"
        ? { directory: await getYamlHost(pulumi, say) }
        : getProgramHost(language, pulumi, say);
}

function pathOf(directory: string | undefined, rest = ""): string {
    return [...(directory === undefined ? [] : [directory]), rest].join(path.delimiter);
}

/** Modules are kept from run to run, though the project has a home of its own. */
async function goEnvironment(language: Language): Promise<NodeJS.ProcessEnv> {
    if (language !== "go") return {};
    const [GOMODCACHE, GOCACHE] = (await run("go", ["env", "GOMODCACHE", "GOCACHE"])).trim().split("\n");
    for (const kept of [GOMODCACHE, GOCACHE]) fs.mkdirSync(kept, { recursive: true });
    return { GOMODCACHE, GOCACHE, GOFLAGS: "-mod=mod", GOWORK: "off" };
}

import * as fs from "node:fs";
import Module from "node:module";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";
import { ExecResult } from "../../tools/dev/exec";
import type { Toolchain } from "../../tools/pulumi/toolchain";
import { FreshProject } from "./freshProject";
import { keyPair } from "./keyPair";

const directory = path.join(checkout, "examples");

/** The examples that are Node programs, each a folder with a package.json of its own. */
export const nodeExamples = fs
    .readdirSync(directory)
    .filter((name) => fs.existsSync(path.join(directory, name, "package.json")));

interface Manifest {
    dependencies: Record<string, string>;
}

export function manifestOf(name: string): Manifest {
    return JSON.parse(fs.readFileSync(path.join(directory, name, "package.json"), "utf8")) as Manifest;
}

/** The clouds that an example needs the providers of. */
export function cloudsOf(name: string): string[] {
    return Object.keys(manifestOf(name).dependencies)
        .map((dependency) => /^@pulumi\/(?!pulumi$|command$|random$|tls$)(.*)$/.exec(dependency)?.[1])
        .filter((cloud) => cloud !== undefined);
}

/** The commands in the comment at the head of an example's program, without what follows the preview. */
export function commandsIn(name: string): string[] {
    const head = fs.readFileSync(path.join(directory, name, "index.ts"), "utf8").split(/^(?!\/\/)/m, 1)[0];
    return [...head.matchAll(/^\/\/ {3}(\S.*)$/gm)].map(([, line]) => line.replace(/ && pulumi up.*/, ""));
}

/** An example copied out, as a user does, with the packages that its own package.json names. */
export class ExampleCopy {
    private constructor(
        private readonly name: string,
        private readonly project: FreshProject,
    ) {}

    static async create(toolchain: Toolchain, name: string): Promise<ExampleCopy> {
        const project = await FreshProject.create(toolchain);
        fs.cpSync(path.join(directory, name), project.directory, {
            recursive: true,
            filter: (file) => path.basename(file) !== "node_modules",
        });
        const key = keyPair();
        project.logsInWith(key.private, key.public);
        const copy = new ExampleCopy(name, project);
        // In the place of the published package: npm would look for it in the registry.
        await project.mustRun("npm pkg set dependencies.pulumi-kdump=file:pulumi-kdump ");
        return copy;
    }

    /** Runs the commands of the head, and puts stand-ins in the place of providers before the first of Pulumi's. */
    async run(commands: string[]): Promise<ExecResult> {
        const [npm, pulumi] = [true, false].map((isNpm) =>
            commands.filter((line) => line.startsWith("npm ") === isNpm).join("\n"),
        );
        await this.project.mustRun(npm);
        for (const cloud of cloudsOf(this.name)) {
            const file = path.join(this.project.directory, "node_modules/@pulumi", cloud, "package.json");
            const { version } = JSON.parse(fs.readFileSync(file, "utf8")) as { version: string };
            this.project.standIn(cloud, version, path.join(__dirname, "standInProvider/start.cjs"));
        }
        return this.project.sh(pulumi);
    }

    sh(lines: string): Promise<ExecResult> {
        return this.project.sh(lines);
    }

    /** Loads the program into this process: the clouds' packages are its own, Pulumi's and ours are this checkout's. */
    load(): unknown {
        const file = path.join(this.project.directory, "index.ts");
        const internal = Module as unknown as { _resolveFilename(name: string, ...rest: unknown[]): string };
        const resolve = internal._resolveFilename;
        internal._resolveFilename = (name, ...rest) =>
            /^(@pulumi\/(pulumi|command)|pulumi-kdump)(\/|$)/.test(name)
                ? resolve(name, null, false, { paths: [checkout] })
                : resolve(name, ...rest);
        try {
            delete require.cache[file];
            // eslint-disable-next-line @typescript-eslint/no-require-imports -- a program is run by loading it
            return require(file);
        } finally {
            internal._resolveFilename = resolve;
        }
    }

    remove(): void {
        this.project.remove();
    }
}

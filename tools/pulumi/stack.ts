import * as fs from "node:fs";
import * as path from "node:path";

import { preparePackage } from "../dev/buildPackage";
import { cacheDirectory } from "../dev/checkout";
import { exec, ExecResult } from "../dev/exec";
import type { Toolchain } from "./toolchain";

export type Result = ExecResult;

export type ConfigValue = string | number | boolean | { secret: string };

export interface StackOptions {
    toolchain: Toolchain;
    /**
     * What to run: a directory with a Pulumi.yaml, which is only read, or the files of a throwaway program, of
     * which `index.ts` is the entry.
     */
    program: string | Record<string, string>;
    /** The stack's name; `dev` unless told. */
    stack?: string;
    config?: Record<string, ConfigValue>;
    /** Additions to the toolchain's environment. */
    env?: NodeJS.ProcessEnv;
    /** Where project, state and configuration lie, for a stack that is used again; a throwaway directory unless told. */
    directory?: string;
    /** Check types in every run, as a user's project does. Off unless told: it costs 2 s a run. */
    typeCheck?: boolean;
}

export interface RunOptions {
    /** Called with the output as it comes, for programs that show it. */
    onOutput?: (text: string) => void;
    /** Interrupts the run, so that the engine ends in order, when it takes longer; 600 unless told. */
    limitSeconds?: number;
    /** Interrupts the run when it is aborted. */
    signal?: AbortSignal;
    /** When interrupted, wait for the engine however long it takes, so that its state stays true. */
    endsInOrder?: boolean;
    /** Further arguments, such as `--diff`, `--json` or `--target`. */
    args?: string[];
    env?: NodeJS.ProcessEnv;
}

/** The shape of `pulumi stack export` as far as tests look at it. */
export interface StackExport {
    deployment: { resources?: StateResource[] };
}

interface StateResource {
    urn: string;
    type: string;
    id?: string;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
}

let count = 0;

/**
 * One stack run by the real Pulumi CLI, hermetically: project, state and configuration lie in a directory of
 * their own below `.cache/projects`, so that programs find the node_modules of this checkout upwards.
 */
export class Stack {
    private constructor(
        readonly directory: string,
        readonly name: string,
        private readonly options: StackOptions,
    ) {}

    static async create(options: StackOptions): Promise<Stack> {
        const directory =
            options.directory ?? cacheDirectory("projects", `${process.pid}-${Date.now()}-${count++}`);
        removeForgotten();
        fs.mkdirSync(path.join(directory, "state"), { recursive: true });
        const stack = new Stack(directory, options.stack ?? "dev", options);
        if (typeof options.program === "string") stack.writeProjectFor(options.program);
        else stack.write({ ...THROWAWAY, ...options.program });
        if (usesPackage(options.program)) await preparePackage();
        await stack.mustRun(["stack", "select", "--create", stack.name]);
        if (options.config) await stack.setConfig(options.config);
        return stack;
    }

    /** Writes or replaces files of a throwaway program, for instance between two runs. */
    write(files: Record<string, string>): void {
        for (const [name, content] of Object.entries(files))
            fs.writeFileSync(path.join(this.directory, name), content);
    }

    async setConfig(values: Record<string, ConfigValue>): Promise<void> {
        const args = Object.entries(values).flatMap(([key, value]) =>
            typeof value === "object"
                ? ["--secret", `${key}=${value.secret}`]
                : ["--plaintext", `${key}=${value}`],
        );
        await this.mustRun(["config", "set-all", "--stack", this.name, ...args]);
    }

    preview(options: RunOptions = {}): Promise<Result> {
        return this.run(["preview", "--stack", this.name], options);
    }

    /** `pulumi up` without its own preview, unless `args` has `--skip-preview=false`. */
    up(options: RunOptions = {}): Promise<Result> {
        return this.run(["up", "--yes", "--skip-preview", "--stack", this.name], options);
    }

    refresh(options: RunOptions = {}): Promise<Result> {
        return this.run(["refresh", "--yes", "--skip-preview", "--stack", this.name], options);
    }

    destroy(options: RunOptions = {}): Promise<Result> {
        return this.run(["destroy", "--yes", "--skip-preview", "--stack", this.name], options);
    }

    async outputs<T = Record<string, unknown>>(options: { showSecrets?: boolean } = {}): Promise<T> {
        const secrets = options.showSecrets ? ["--show-secrets"] : [];
        const { stdout } = await this.mustRun([
            "stack",
            "output",
            "--json",
            "--stack",
            this.name,
            ...secrets,
        ]);
        return JSON.parse(stdout) as T;
    }

    async export(): Promise<StackExport> {
        const { stdout } = await this.mustRun(["stack", "export", "--stack", this.name]);
        return JSON.parse(stdout) as StackExport;
    }

    /** Any other command of the CLI, in this project. */
    run(args: string[], options: RunOptions = {}): Promise<Result> {
        const { toolchain, env, typeCheck } = this.options;
        return exec(
            toolchain.pulumi,
            [...args, ...(options.args ?? []), "--non-interactive", "--color=never"],
            {
                cwd: this.directory,
                env: {
                    ...toolchain.env,
                    PULUMI_BACKEND_URL: `file://${path.join(this.directory, "state")}`,
                    PULUMI_NODEJS_TRANSPILE_ONLY: typeCheck ? "false" : "true",
                    ...env,
                    ...options.env,
                },
                limitSeconds: options.limitSeconds ?? 600,
                signal: options.signal,
                endsInOrder: options.endsInOrder,
                onOutput: options.onOutput,
            },
        );
    }

    /** Removes state and files. What was created on hosts is not touched: destroy first. */
    remove(): void {
        fs.rmSync(this.directory, { recursive: true, force: true });
    }

    private async mustRun(args: string[]): Promise<Result> {
        const result = await this.run(args, { limitSeconds: 300 });
        if (result.code === 0) return result;
        throw new Error(
            `\`pulumi ${args.slice(0, 2).join(" ")}\` failed:\n${result.stderr || result.stdout}`,
        );
    }

    /** The same project as in `program`, but with the stack's files here and not there. */
    private writeProjectFor(program: string): void {
        const project = fs.readFileSync(path.join(program, "Pulumi.yaml"), "utf8");
        if (/^main:/m.test(project))
            throw new Error(`${program}/Pulumi.yaml has a \`main\`, which is not supported here.`);
        this.write({
            "Pulumi.yaml": `${project.trimEnd()}\nmain: ${JSON.stringify(path.resolve(program))}\n`,
        });
    }
}

/** Removes what runs that were killed have left behind. */
function removeForgotten(): void {
    const projects = cacheDirectory("projects");
    for (const name of fs.existsSync(projects) ? fs.readdirSync(projects) : []) {
        const directory = path.join(projects, name);
        const age = Date.now() - (fs.statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
        if (age > 24 * 60 * 60 * 1000) fs.rmSync(directory, { recursive: true, force: true });
    }
}

/** What a throwaway program has unless it brings its own. */
const THROWAWAY: Record<string, string> = {
    "Pulumi.yaml": "name: throwaway\nruntime: nodejs\n",
    // Without it the entry would be the one of the next package.json upwards.
    "package.json": JSON.stringify({ private: true, main: "index.ts" }),
    "tsconfig.json": JSON.stringify({
        compilerOptions: { target: "ES2022", module: "commonjs", moduleResolution: "node10", strict: true },
    }),
};

function usesPackage(program: StackOptions["program"]): boolean {
    return (
        typeof program === "string" || Object.values(program).some((text) => text.includes('"pulumi-kdump"'))
    );
}

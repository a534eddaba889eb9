import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { exec, ExecResult, run } from "../../tools/dev/exec";
import type { Toolchain } from "../../tools/pulumi/toolchain";
import { packed } from "./packed";

/**
 * A user's own project: an empty folder far from this checkout, with a home and a state of its own, in which the commands
 * of a document are run as they stand there. Only the package comes from here: as the tarball that npm would publish.
 */
export class FreshProject {
    private pulumiHome: string | undefined;

    private constructor(
        private readonly base: string,
        /** The package as npm packs it. */
        readonly tarball: string,
        private readonly toolchain: Toolchain,
    ) {}

    static async create(toolchain: Toolchain): Promise<FreshProject> {
        const tarball = await packed();
        const base = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-first-"));
        for (const name of ["project", "state", "home/.ssh"])
            fs.mkdirSync(path.join(base, name), { recursive: true });
        return new FreshProject(base, tarball, toolchain);
    }

    get directory(): string {
        return path.join(this.base, "project");
    }

    /** The key in the user's ~/.ssh is this one. */
    logsInWith(privateKey: string, publicKey = ""): void {
        fs.writeFileSync(path.join(this.base, "home/.ssh/id_ed25519"), privateKey, { mode: 0o600 });
        fs.writeFileSync(path.join(this.base, "home/.ssh/id_ed25519.pub"), `${publicKey}\n`);
    }

    /** A program of Node's takes the place of a provider, in this project alone. */
    standIn(provider: string, version: string, program: string): void {
        const plugins = path.join(this.base, "pulumi/plugins");
        const folder = path.join(plugins, `resource-${provider}-v${version}`);
        fs.mkdirSync(folder, { recursive: true });
        fs.writeFileSync(
            path.join(folder, `pulumi-resource-${provider}`),
            `#!/bin/sh\nSTAND_IN_VERSION=${version} exec '${process.execPath}' '${program}' "$@"\n`,
            { mode: 0o755 },
        );
        if (this.pulumiHome !== undefined) return;
        this.pulumiHome = path.dirname(plugins);
        // The engine passes links to folders over.
        fs.cpSync(path.join(this.toolchain.env.PULUMI_HOME ?? "", "plugins"), plugins, { recursive: true });
    }

    write(files: Record<string, string>): void {
        for (const [name, content] of Object.entries(files))
            fs.writeFileSync(path.join(this.directory, name), content);
    }

    delete(...files: string[]): void {
        for (const file of files)
            fs.rmSync(path.join(this.directory, file), { recursive: true, force: true });
    }

    /** Runs lines of a shell, which end at the first that fails. */
    async sh(lines: string): Promise<ExecResult> {
        const npmCache = (await run("npm", ["config", "get", "cache"])).trim();
        return exec("sh", ["-euc", lines.replace(/(?<=install |file:)pulumi-kdump(?= )/g, this.tarball)], {
            cwd: this.directory,
            env: {
                ...this.toolchain.env,
                HOME: path.join(this.base, "home"),
                ...(this.pulumiHome && { PULUMI_HOME: this.pulumiHome }),
                PULUMI_BACKEND_URL: `file://${path.join(this.base, "state")}`,
                npm_config_cache: npmCache,
                npm_config_prefer_offline: "true",
                // @pulumi/command's fetches a plugin, which the toolchain has brought already.
                npm_config_ignore_scripts: "true",
                NO_COLOR: "1",
            },
            limitSeconds: 300,
        });
    }

    /** The same, of lines that must succeed. */
    async mustRun(lines: string): Promise<string> {
        const { code, stdout, stderr } = await this.sh(lines);
        if (code !== 0) throw new Error(`${lines}\nended with ${code}:\n${stdout}${stderr}`);
        return stdout;
    }

    remove(): void {
        fs.rmSync(this.base, { recursive: true, force: true });
    }
}

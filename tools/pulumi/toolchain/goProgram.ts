import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { cacheDirectory, checkout } from "../../dev/checkout";
import { exec, lastLine, which } from "../../dev/exec";
import { withLock } from "../../dev/lock";
import { isAtLeast } from "./versions";

const OLDEST_GO = "1.25";

/** A program that is built from Go modules. */
export interface GoProgram {
    /** What it is, for people. */
    name: string;
    /** What building it takes, for people. */
    cost: string;
    /** The folder below tools/pulumi/go whose go.sum says which bytes it is made of. */
    modules: string;
    /** The package of its `main`. */
    main: string;
    linkerFlags: string;
    /** Where it is put. */
    program: string;
    /** Whether an earlier build was completed. */
    isBuilt(): boolean;
    /** What has to be done when the program is there. */
    finish?(): void;
    say(line: string): void;
}

/**
 * Builds a program, one at a time in this cache.
 *
 * @returns why it was not built; nothing when it is there
 */
export async function buildGoProgram(wanted: GoProgram): Promise<string | undefined> {
    const { name, say, isBuilt } = wanted;
    const go = which("go");
    if (!go) return "it was not built from Go modules: there is no `go` on PATH";
    const { stdout, stderr } = await exec(go, ["env", "GOVERSION"], { env: environment(), limitSeconds: 60 });
    const version = stdout.trim().replace(/^go/, "");
    if (!version) return `it was not built from Go modules: \`go env GOVERSION\` failed: ${lastLine(stderr)}`;
    if (!isAtLeast(version, OLDEST_GO)) {
        return `it was not built from Go modules: Go ${version} is older than ${OLDEST_GO}`;
    }
    const waiting = () => say(`waiting for another build in this cache, to build ${name} …`);
    return withLock(cacheDirectory("toolchain", "build.lock"), waiting, async () =>
        isBuilt() ? undefined : buildNow(go, version, wanted),
    );
}

async function buildNow(go: string, version: string, wanted: GoProgram): Promise<string | undefined> {
    const { name, cost, modules, main, linkerFlags, program, finish, say } = wanted;
    say(`building ${name} with Go ${version}: ${cost} while it runs …`);
    const logFile = cacheDirectory("toolchain", "build.log");
    fs.mkdirSync(path.dirname(logFile), { recursive: true });
    fs.writeFileSync(logFile, "");
    const args = ["build", "-ldflags", linkerFlags, "-o", program, main];
    const { code, stderr, seconds } = await exec(go, args, {
        cwd: path.join(checkout, "tools", "pulumi", "go", modules),
        env: environment(),
        nice: true,
        limitSeconds: 45 * 60,
        onOutput: (text) => fs.appendFileSync(logFile, text),
    });
    // What was downloaded stays after a failure, so that the next try is shorter.
    if (code !== 0) return `the build of ${name} failed (${logFile}): ${lastLine(stderr)}`;
    say(`built ${name} in ${seconds.toFixed(0)} s`);
    finish?.();
    fs.rmSync(scratch(), { recursive: true, force: true });
    return undefined;
}

/** Modules and build results: 3 GB that nobody needs once the programs are there. */
function scratch(): string {
    return cacheDirectory("toolchain", "go");
}

/** What a module has beside its Go sources; there until the program is built. */
export function moduleFile(module: string, ...file: string[]): string {
    return path.join(scratch(), "mod", module, ...file);
}

function environment(): NodeJS.ProcessEnv {
    const home = os.homedir();
    const settings = process.platform === "darwin" ? "Library/Application Support" : ".config";
    return {
        // Go's telemetry counters would be written into the user's home; their settings are still honoured.
        GOENV: path.join(process.env.XDG_CONFIG_HOME || path.join(home, settings), "go", "env"),
        NETRC: path.join(home, ".netrc"),
        ...process.env,
        HOME: path.join(scratch(), "home"),
        XDG_CONFIG_HOME: path.join(scratch(), "home", ".config"),
        GOFLAGS: "-mod=readonly -modcacherw -buildvcs=false -trimpath",
        GOPATH: path.join(scratch(), "path"),
        GOMODCACHE: path.join(scratch(), "mod"),
        GOCACHE: path.join(scratch(), "build"),
        GOWORK: "off",
        CGO_ENABLED: "0",
    };
}

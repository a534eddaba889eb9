import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cacheDirectory, checkout } from "../local/cache";
import { exec, isProgram, lastLine, which } from "../local/exec";
import { Obtained } from "./installer";
import { withLock } from "../local/lock";
import { CLI_VERSION, isAtLeast } from "./versions";

const OLDEST_GO = "1.25";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

const MAIN = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** A script that the CLI runs dynamic providers with; the npm package has it. */
const SCRIPT = "pulumi-resource-pulumi-nodejs";

/** Where a build puts the programs. */
export function builtProgram(name = "pulumi"): string {
    return path.join(cacheDirectory("toolchain", "bin"), name);
}

/** Whether an earlier build was completed. */
export function isBuilt(): boolean {
    return isProgram(builtProgram()) && isProgram(builtProgram(SCRIPT));
}

/** Builds the CLI from Go modules; tools/go/cli/go.sum says which bytes. Its language host is ours (languageHost.ts). */
export async function build(say: (line: string) => void): Promise<Obtained> {
    const go = which("go");
    if (!go) return { reason: "it was not built from Go modules: there is no `go` on PATH" };
    const { stdout, stderr } = await exec(go, ["env", "GOVERSION"], { env: environment(), limitSeconds: 60 });
    const version = stdout.trim().replace(/^go/, "");
    if (!version)
        return {
            reason: `it was not built from Go modules: \`go env GOVERSION\` failed: ${lastLine(stderr)}`,
        };
    if (!isAtLeast(version, OLDEST_GO)) {
        return { reason: `it was not built from Go modules: Go ${version} is older than ${OLDEST_GO}` };
    }
    const waiting = () => say("waiting for another build of the Pulumi CLI in this cache …");
    return withLock(cacheDirectory("toolchain", "build.lock"), waiting, async () => {
        if (isBuilt()) return { pulumi: builtProgram() };
        return buildCli(go, version, say);
    });
}

async function buildCli(go: string, version: string, say: (line: string) => void): Promise<Obtained> {
    say(
        `building the Pulumi CLI v${CLI_VERSION} with Go ${version}: about 5 minutes and 4 GB of disk while it runs …`,
    );
    const logFile = cacheDirectory("toolchain", "build.log");
    fs.mkdirSync(path.dirname(logFile), { recursive: true });
    fs.writeFileSync(logFile, "");
    const flags = ["-ldflags", `-s -w -X ${VERSION_VARIABLE}=v${CLI_VERSION}`];
    const { code, stderr, seconds } = await exec(go, ["build", ...flags, "-o", builtProgram(), MAIN], {
        cwd: path.join(checkout, "tools", "go", "cli"),
        env: environment(),
        nice: true,
        limitSeconds: 45 * 60,
        onOutput: (text) => fs.appendFileSync(logFile, text),
    });
    // What was downloaded stays after a failure, so that the next try is shorter.
    if (code !== 0) return { reason: `the build of the CLI failed (${logFile}): ${lastLine(stderr)}` };
    say(`built the CLI in ${seconds.toFixed(0)} s`);
    fs.copyFileSync(path.join(checkout, "node_modules", "@pulumi", "pulumi", SCRIPT), builtProgram(SCRIPT));
    fs.chmodSync(builtProgram(SCRIPT), 0o755);
    fs.rmSync(scratch(), { recursive: true, force: true });
    return { pulumi: builtProgram() };
}

/** Modules and build results: 3 GB that nobody needs once the programs are there. */
function scratch(): string {
    return cacheDirectory("toolchain", "go");
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

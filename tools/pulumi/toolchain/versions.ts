import * as fs from "node:fs";

import * as semver from "semver";

import { cacheDirectory } from "../../dev/checkout";
import { exec, lastLine } from "../../dev/exec";

/** What is built, downloaded and installed. */
export const CLI_VERSION = "3.259.0";
export const PLUGIN_VERSION = "1.2.1";

/** The same as in tools/pulumi/go/versitygw/go.mod. */
export const VERSITYGW_VERSION = "1.0.14";

/** The same as in tools/pulumi/go/yaml/go.mod: the last that the module proxy has. */
export const YAML_VERSION = "1.25.0";

/** The same as in tools/pulumi/go/hosts/go.mod: the last whose module has the language hosts for Go and Python in it. */
export const HOSTS_VERSION = "3.60.0";

/** Ubuntu 25.10's own. */
export const RUST_COREUTILS_VERSION = "0.2.2";

/** From here on every error of a provider reaches the `onError` hooks. */
export const OLDEST_CLI = "3.244.0";

/** `3.259.0` is newer than `3.60.0`. What comes behind the three numbers does not count; nor does it have to be three. */
export function isAtLeast(version: string, wanted: string): boolean {
    const [have, want] = [version, wanted].map((text) => semver.coerce(text) ?? "0.0.0");
    return semver.gte(have, want);
}

/**
 * What `pulumi version` says, without the `v`. The answer is remembered by the program's path, size and time,
 * so that later runs do not start it again.
 */
export async function cliVersion(program: string): Promise<{ version: string } | { error: string }> {
    const memoFile = cacheDirectory("toolchain", "versions.json");
    const memo = readJson<Record<string, string>>(memoFile) ?? {};
    const { size, mtimeMs } = fs.statSync(program);
    const key = `${program} ${size} ${mtimeMs}`;
    if (memo[key]) return { version: memo[key] };
    const env = {
        ...process.env,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_HOME: cacheDirectory("pulumi-home"),
    };
    const { code, stdout, stderr } = await exec(program, ["version"], { env, limitSeconds: 120 });
    const version = /^v?(\d+\.\d+\.\d+\S*)/m.exec(stdout)?.[1];
    if (code !== 0 || !version) return { error: `\`pulumi version\` failed: ${lastLine(stderr || stdout)}` };
    writeFileAtomically(memoFile, JSON.stringify({ ...memo, [key]: version }, null, 2));
    return { version };
}

export function readJson<T>(file: string): T | undefined {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as T;
    } catch {
        return undefined;
    }
}

/** Several runs may share one cache at the same time: nobody may ever see half a file. */
export function writeFileAtomically(file: string, content: string | Buffer, mode = 0o644): void {
    fs.mkdirSync(file.replace(/\/[^/]*$/, ""), { recursive: true });
    const unfinished = `${file}.${process.pid}.${Date.now()}`;
    fs.writeFileSync(unfinished, content, { mode });
    fs.renameSync(unfinished, file);
}

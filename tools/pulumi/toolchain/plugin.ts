import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { cacheDirectory, checkout } from "../../dev/checkout";
import { exec, isProgram, lastLine, which } from "../../dev/exec";
import { pluginVersion } from "./pluginVersion";
import { reach } from "./reach";
import { PLUGIN_VERSION, readJson, writeFileAtomically } from "./versions";

export interface Plugin {
    kind: "real" | "standin";
    source: string;
    /** The PULUMI_HOME it is installed in: the two kinds never share one. */
    home: string;
}

const FOLDER = `resource-command-v${PLUGIN_VERSION}`;
const PROGRAM = "pulumi-resource-command";
const DAY = 24 * 60 * 60 * 1000;

/** The real plugin `command`: found on this machine and copied, or downloaded by the CLI; else undefined. */
export async function getRealPlugin(
    pulumi: string,
    say: (line: string) => void,
    retry: boolean,
): Promise<Plugin | undefined> {
    const home = homeOf("real");
    const named = process.env.KDUMP_COMMAND_PLUGIN;
    if (named && !isProgram(named)) {
        throw new Error(`KDUMP_COMMAND_PLUGIN names ${named}, which is not a program that can be run.`);
    }
    for (const { file, source } of candidates(pulumi)) {
        if (file && isProgram(file) && (await copyPlugin(file, home, source, say)))
            return { kind: "real", source, home };
    }
    const origin = readJson<{ source: string }>(originFile(home));
    if (isProgram(programIn(home))) return { kind: "real", source: origin?.source ?? "an earlier run", home };
    return (await downloadPlugin(pulumi, home, say, retry))
        ? { kind: "real", source: "downloaded", home }
        : undefined;
}

/** Whether the real plugin is on this machine; `getRealPlugin` also tries to download it. */
export function isRealPluginHere(): boolean {
    const files = [programIn(homeOf("real")), ...candidates(which("pulumi") ?? "").map(({ file }) => file)];
    return files.some((file) => file !== undefined && isProgram(file));
}

/** Our own stand-in (tools/pulumi/commandPlugin): a script in the place where the engine looks for the plugin. */
export function getStandin(): Plugin {
    const home = homeOf("standin");
    const main = path.join(checkout, "tools", "pulumi", "commandPlugin", "start.cjs");
    const script = `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`;
    const program = programIn(home);
    if (!isProgram(program) || fs.readFileSync(program, "utf8") !== script) {
        writeFileAtomically(program, script, 0o755);
    }
    return { kind: "standin", source: "tools/pulumi/commandPlugin", home };
}

function candidates(pulumi: string): { file: string | undefined; source: string }[] {
    return [
        { file: process.env.KDUMP_COMMAND_PLUGIN, source: "KDUMP_COMMAND_PLUGIN" },
        {
            file: path.join(os.homedir(), ".pulumi", "plugins", FOLDER, PROGRAM),
            source: "~/.pulumi (copied)",
        },
        { file: path.join(path.dirname(pulumi), PROGRAM), source: "beside the Pulumi CLI" },
    ];
}

function homeOf(kind: Plugin["kind"]): string {
    return cacheDirectory("pulumi-home", kind);
}

function programIn(home: string): string {
    return path.join(home, "plugins", FOLDER, PROGRAM);
}

function originFile(home: string): string {
    return path.join(home, "command-plugin.json");
}

/** Copies a plugin into our own PULUMI_HOME; nothing is done when that very file was copied before. */
async function copyPlugin(
    file: string,
    home: string,
    source: string,
    say: (line: string) => void,
): Promise<boolean> {
    const { size, mtimeMs } = fs.statSync(file);
    const origin = { source, file, size, mtimeMs };
    const before = readJson<typeof origin>(originFile(home));
    if (isProgram(programIn(home)) && JSON.stringify(before) === JSON.stringify(origin)) return true;
    const version = await pluginVersion(file);
    if (version !== PLUGIN_VERSION) {
        const found = version ? `it is version ${version}` : "it did not answer as a Pulumi provider";
        const sentence = `${file} cannot be used as the plugin command ${PLUGIN_VERSION}: ${found}.`;
        if (source === "KDUMP_COMMAND_PLUGIN") throw new Error(sentence);
        say(sentence);
        return false;
    }
    writeFileAtomically(programIn(home), fs.readFileSync(file), 0o755);
    writeFileAtomically(originFile(home), JSON.stringify(origin));
    return true;
}

async function downloadPlugin(
    pulumi: string,
    home: string,
    say: (line: string) => void,
    retry: boolean,
): Promise<boolean> {
    // A network that does not let the download through today will hardly do so in a minute.
    const failure = path.join(home, "download-failed.json");
    const failed = readJson<{ at: number; reason: string }>(failure);
    if (!retry && failed && Date.now() - failed.at < DAY) return false;

    const fail = (reason: string) => {
        say(`the plugin command ${PLUGIN_VERSION} was not downloaded: ${reason}`);
        writeFileAtomically(failure, JSON.stringify({ at: Date.now(), reason }));
        return false;
    };
    const tried = await Promise.all(["https://github.com", "https://get.pulumi.com"].map(reach));
    if (!tried.some(({ ok }) => ok)) return fail(tried.map(({ reason }) => reason).join(", "));
    const args = ["plugin", "install", "resource", "command", PLUGIN_VERSION];
    const env = { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { code, stdout, stderr } = await exec(pulumi, args, { env, limitSeconds: 120 });
    if (code !== 0 || !isProgram(programIn(home))) return fail(lastLine(stderr || stdout));
    fs.rmSync(failure, { force: true });
    writeFileAtomically(originFile(home), JSON.stringify({ source: "downloaded" }));
    return true;
}

import * as path from "node:path";

import { isProgram, which } from "../../dev/exec";
import { build, builtProgram, isBuilt } from "./goBuild";
import { LANGUAGE_HOST, putLanguageHost } from "./languageHost";
import { install, installedProgram } from "./npmPackage";
import { cliVersion, isAtLeast, OLDEST_CLI } from "./versions";

export type CliSource = "PATH" | "npm" | "go";

export interface Cli {
    pulumi: string;
    version: string;
    source: CliSource;
}

/** Finds the Pulumi CLI, or gets it: `getToolchain` tells the order. */
export async function getCli(say: (line: string) => void): Promise<Cli> {
    const reasons: string[] = [];
    const found = await findCli(reasons);
    if (found) return found;
    reasons.forEach(say);

    for (const [source, get] of [
        ["npm", install],
        ["go", build],
    ] as const) {
        const result = await get(say);
        if ("reason" in result) {
            reasons.push(result.reason);
            say(result.reason);
            continue;
        }
        const usable = await check(result.pulumi, source, reasons);
        if (usable) return usable;
    }
    throw new Error(
        "There is no usable Pulumi CLI, and it could not be got: " +
            `${reasons.join("; ")}. Put \`pulumi\` ${OLDEST_CLI} or newer and \`${LANGUAGE_HOST}\` on PATH, ` +
            "or install Go 1.25 or newer.",
    );
}

async function findCli(reasons: string[]): Promise<Cli | undefined> {
    const onPath = which("pulumi");
    if (!onPath) reasons.push("there is no `pulumi` on PATH");
    return (
        (onPath && (await check(onPath, "PATH", reasons))) ||
        (isProgram(installedProgram()) && (await check(installedProgram(), "npm", reasons))) ||
        (isBuilt() && (await check(builtProgram(), "go", reasons))) ||
        undefined
    );
}

async function check(pulumi: string, source: CliSource, reasons: string[]): Promise<Cli | undefined> {
    if (source === "go") putLanguageHost(path.dirname(pulumi));
    const answer = await cliVersion(pulumi);
    if ("error" in answer) {
        reasons.push(`${pulumi} is not usable: ${answer.error}`);
    } else if (!isAtLeast(answer.version, OLDEST_CLI)) {
        reasons.push(`${pulumi} is not usable: version ${answer.version} is older than ${OLDEST_CLI}`);
    } else if (!isProgram(path.join(path.dirname(pulumi), LANGUAGE_HOST)) && !which(LANGUAGE_HOST)) {
        reasons.push(`${pulumi} is not usable: \`${LANGUAGE_HOST}\` is neither beside it nor on PATH`);
    } else {
        return { pulumi, version: answer.version, source };
    }
    return undefined;
}

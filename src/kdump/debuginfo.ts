import * as pulumi from "@pulumi/pulumi";

import { rpmPathProblem } from "../args/paths";
import { optional, Problem } from "../args/problem";
import { distributionOf } from "../distribution/distribution";
import { OsRelease } from "../distribution/osRelease";
import { DebuginfoOptions } from "../host/commands";

/** Where debuginfo comes from, if not from the host's own package sources; at most one of these. */
export interface DebuginfoSource {
    debuginfoArchive?: string;
    debuginfoFiles?: string[];
    debuginfod?: string;
}

/** The servers that the host itself knows, by /etc/debuginfod. */
const hostServers = "host";

/** Checks a source, and that this distribution has it. */
export function debuginfoProblems({ os, ...source }: DebuginfoSource & { os?: OsRelease }): Problem[] {
    const given = Object.entries(source).filter(([, value]) => value !== undefined);
    const second = given.slice(1).map(([property]) => ({
        propertyPath: property,
        reason: `${given[0][0]} is a source of debuginfo already; keep one of them.`,
    }));
    return [
        ...second,
        ...optional(
            "debuginfoArchive",
            source.debuginfoArchive,
            urlProblem("the address of a package archive"),
        ),
        ...optional("debuginfoFiles", source.debuginfoFiles, (files) => filesProblem(files, os)),
        ...optional("debuginfod", source.debuginfod, (server) =>
            server === hostServers
                ? undefined
                : urlProblem(`"${hostServers}" or the address of a server`)(server),
        ),
    ];
}

/** The source as the debuginfo step is told it. */
export function debuginfoOptions({
    debuginfoArchive,
    debuginfoFiles,
    debuginfod,
}: DebuginfoSource): DebuginfoOptions {
    return {
        archive: debuginfoArchive,
        files: debuginfoFiles,
        debuginfod: debuginfod === hostServers ? true : debuginfod,
    };
}

/**
 * Warns in a preview of an unauthenticated source: packages are signed, whatever their transport, but what a debuginfod
 * server sends is not.
 */
export function sayDebuginfo(resource: pulumi.Resource, wanted: pulumi.Output<DebuginfoSource>): void {
    if (!pulumi.runtime.isDryRun()) return;
    wanted.apply(({ debuginfod }) => {
        if (!debuginfod?.startsWith("http:")) return;
        const message =
            `The debuginfod server ${debuginfod} is reached without encryption, and its files are not signed: anybody on the ` +
            "network path can send another file with the same build id. Use https:// if the server offers it.";
        void pulumi.log.warn(message, resource);
    });
}

function urlProblem(what: string): (url: string) => string | undefined {
    return (url) =>
        /^https?:\/\/[A-Za-z0-9:/._~@%+-]+$/.test(url)
            ? undefined
            : `${JSON.stringify(url)} is not ${what}; begin it with http:// or https://.`;
}

function filesProblem(files: string[], os?: OsRelease): string | undefined {
    const distribution = os && distributionOf(os);
    if (distribution?.family === "debian")
        return `${distribution.name} has no .rpm packages; give debuginfoArchive or debuginfod, or neither for its own archive.`;
    if (files.length === 0) return "The list is empty; leave the property out instead.";
    return files.map(rpmPathProblem).find((problem) => problem !== undefined);
}

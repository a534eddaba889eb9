import * as pulumi from "@pulumi/pulumi";

import { rpmPathProblem } from "../args/paths";
import { optional, Problem } from "../args/problem";
import { distributionOf } from "../distribution/distribution";
import { OsRelease } from "../distribution/osRelease";
import { DebuginfoOptions } from "../host/commands";

/** Where the debuginfo packages come from, when not from what the host is set up for; at most one of these. */
export interface DebuginfoSource {
    debuginfoArchive?: string;
    debuginfoFiles?: string[];
    debuginfod?: string;
}

/** The servers that the host itself knows, by /etc/debuginfod. */
const hostServers = "host";

/** Everything that is wrong with a source, on this distribution where one is given. */
export function debuginfoProblems({ os, ...source }: DebuginfoSource & { os?: OsRelease }): Problem[] {
    const given = Object.entries(source).filter(([, value]) => value !== undefined);
    const second = given.slice(1).map(([property]) => ({
        propertyPath: property,
        reason: `${given[0][0]} says already where debuginfo comes from; keep one of them.`,
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
 * Says in a preview where nobody answers for what is fetched: packages are signed, whatever brings them, but what a
 * debuginfod server gives is not.
 */
export function sayDebuginfo(resource: pulumi.Resource, wanted: pulumi.Output<DebuginfoSource>): void {
    if (!pulumi.runtime.isDryRun()) return;
    wanted.apply(({ debuginfod }) => {
        if (!debuginfod?.startsWith("http:")) return;
        const message =
            `debuginfod is asked at ${debuginfod} without encryption, and what it gives has no signature: whoever is on ` +
            "the way can answer with a file of another content that has the build id. Use https:// where it can be had.";
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

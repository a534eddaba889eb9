import * as pulumi from "@pulumi/pulumi";

import { distributionOf } from "../distribution/distribution";
import { Problem, found } from "../args/problems";
import { OsRelease } from "../distribution/osRelease";
import { commandLine } from "../host/shellQuote";

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
        ...found("debuginfoArchive", source.debuginfoArchive, urlProblem("the address of a package archive")),
        ...found("debuginfoFiles", source.debuginfoFiles, (files) => filesProblem(files, os)),
        ...found("debuginfod", source.debuginfod, (server) =>
            server === hostServers
                ? undefined
                : urlProblem(`"${hostServers}" or the address of a server`)(server),
        ),
    ];
}

/** The command of the debuginfo step. */
export function debuginfoCommand({ debuginfoArchive, debuginfoFiles, debuginfod }: DebuginfoSource): string {
    const source =
        debuginfoArchive !== undefined
            ? ["--archive", debuginfoArchive]
            : debuginfoFiles !== undefined
              ? ["--files", ...debuginfoFiles]
              : debuginfod !== undefined
                ? ["--debuginfod", ...(debuginfod === hostServers ? [] : [debuginfod])]
                : [];
    return commandLine("kdump-host", "debuginfo", ...source);
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
    const bad = files.find((file) => !/^\/[A-Za-z0-9/._~+-]+\.rpm$/.test(file));
    return bad === undefined
        ? undefined
        : `${JSON.stringify(bad)} is not the full path of an .rpm file on the host; begin it with "/", without blanks.`;
}

import * as pulumi from "@pulumi/pulumi";

import { Checks, Reading } from "../args/checks";
import { isLate } from "../args/late";
import { optional, Problem, under } from "../args/problem";
import { kdumpConfLines } from "../conf/hostLines";
import { KdumpConfArgs, PlainKdumpConf } from "../conf/kdumpConf";
import { KdumpConfReading, readKdumpConf } from "../conf/validate";
import {
    autoProblems,
    Prediction,
    predictWanted,
    readCrashkernelArgument,
    readMemoryArgument,
    WantedCrashkernel,
} from "../crashkernel/wanted";
import { osProblem } from "../distribution/distribution";
import { OsRelease } from "../distribution/osRelease";
import { anyClientConf, DumpClient } from "../dumpServer/client";
import { undoable } from "../host/commands";
import { shortDigest } from "../host/digest";
import { KdumpArgs, RebootPolicy } from "../kdumpArgs";
import { debuginfoProblems, DebuginfoSource } from "./debuginfo";

/** The arguments that say what a host is to be, however that reaches it. */
export type DeclaredArgs = Pick<
    KdumpArgs,
    | "crashkernel"
    | "memory"
    | "os"
    | "conf"
    | "debuginfo"
    | "debuginfoArchive"
    | "debuginfoFiles"
    | "debuginfod"
    | "reboot"
    | "removePackages"
>;

/** What a host is to be: every value checked, every default filled in. */
export interface Declaration {
    crashkernel: pulumi.Output<WantedCrashkernel>;
    /** What that reserves, where the memory is given. */
    prediction: pulumi.Output<Prediction | undefined>;
    /** The distribution that the host has to have, if one was given. */
    os: pulumi.Output<OsRelease | undefined>;
    confLines: pulumi.Output<string[]>;
    /** The host as a client of the DumpServer that its dumps go to. */
    client?: DumpClient;
    debuginfoSource: pulumi.Output<DebuginfoSource>;
    reboot: pulumi.Output<RebootPolicy>;
    /** Whether debuginfo is installed; undefined if it is known when the program runs that it is not. */
    debuginfo?: pulumi.Output<boolean>;
    removePackages: boolean;
}

/**
 * Reads what a host is to be.
 *
 * @param otherwise what `reboot` is where it is left out
 */
export function declarationFrom(
    checks: Pick<Checks<DeclaredArgs>, "args" | "argument" | "check" | "read">,
    otherwise: RebootPolicy,
    client?: DumpClient,
    collected = false,
): Declaration {
    const { args } = checks;
    const crashkernel = checks.read(checks.argument("crashkernel"), readCrashkernelArgument);
    const memoryBytes = checks.read(checks.argument("memory"), readMemoryArgument);
    const prediction = checks.read({ crashkernel, memoryBytes }, predictWanted);
    const os = checks.check(checks.argument("os"), (release) => optional("os", release, osProblem));
    checks.check({ crashkernel, os }, autoProblems);
    const conf = checks.read(
        { conf: checks.argument("conf"), os: checks.argument("os"), collected },
        readConf,
    );
    const debuginfoSource = checks.check(
        {
            debuginfoArchive: checks.argument("debuginfoArchive"),
            debuginfoFiles: checks.argument("debuginfoFiles"),
            debuginfod: checks.argument("debuginfod"),
            os: checks.argument("os"),
        },
        debuginfoProblems,
    );
    const reboot = checks.check(
        checks.argument("reboot"),
        () => [],
        (policy) => policy ?? otherwise,
    );
    return {
        crashkernel,
        prediction,
        os,
        confLines: pulumi
            .all([conf, client?.conf, client?.server.port])
            .apply(([own, toServer, port]) => kdumpConfLines({ ...own, ...toServer }, port)),
        client,
        debuginfoSource,
        reboot,
        debuginfo:
            isLate(args.debuginfo) || args.debuginfo === true
                ? checks.argument("debuginfo").apply((wanted) => wanted === true)
                : undefined,
        removePackages: args.removePackages === true,
    };
}

/** The steps that destroying takes back: nobody else may, while the host lists them as its owner's. */
export function takenBack({ client, removePackages, debuginfo }: Declaration): (typeof undoable)[number][] {
    return [
        "install",
        ...(removePackages ? (["packages"] as const) : []),
        "crashkernel",
        ...(client ? (["key", "trust"] as const) : []),
        "conf",
        "service",
        ...(removePackages && debuginfo ? (["debuginfo"] as const) : []),
    ];
}

/** Hash of the service step's inputs: a change re-runs the step. */
export function serviceDigest({ crashkernel, confLines, reboot }: Declaration): pulumi.Output<string> {
    return pulumi
        .all([crashkernel.apply(({ text }) => text), confLines, reboot])
        .apply((parts) => shortDigest(JSON.stringify(parts), 12));
}

/** The configuration, and what it has to work with. */
interface ConfArgs {
    conf?: pulumi.Unwrap<KdumpConfArgs>;
    os?: OsRelease;
    /** Whether dumps go to a DumpServer. */
    collected: boolean;
}

/**
 * Reads `conf`. Settings that change crashkernel= are refused: Kdump manages it. With a DumpServer the target is that one,
 * in whose place any client's stands here.
 */
function readConf({ conf = {}, os, collected }: ConfArgs): Reading<PlainKdumpConf> {
    const second = collected ? secondTargetProblems(conf) : [];
    if (second.length > 0) return { problems: under("conf", second) };
    const reading = readKdumpConf(collected ? { ...conf, ...anyClientConf } : conf, os);
    const problems = [
        ...reading.problems,
        ...optional("autoResetCrashkernel", conf.autoResetCrashkernel, resetProblem),
        ...(collected ? copyProblems(reading) : []),
    ];
    return problems.length > 0 ? { problems: under("conf", problems) } : { value: reading.conf };
}

function secondTargetProblems(conf: PlainKdumpConf): Problem[] {
    return (["target", "sshkey", "path"] as const).flatMap((property) =>
        optional(
            property,
            conf[property],
            () => "With dumpServer dumps go to that one; leave this out, or dumpServer.",
        ),
    );
}

function resetProblem(reset: boolean): string | undefined {
    return reset
        ? "An update would put another value in place of the crashkernel that is managed here; leave it out."
        : undefined;
}

function copyProblems({ collector, origin }: KdumpConfReading): Problem[] {
    return optional(origin.coreCollector ?? "coreCollector", collector, ({ program }) =>
        program === "scp"
            ? "scp copies all of the memory, and to a DumpServer in small pieces, which is meant for logs; leave it out, or give makedumpfile with -F."
            : undefined,
    );
}

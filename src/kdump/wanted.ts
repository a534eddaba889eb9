import * as pulumi from "@pulumi/pulumi";

import { Checks, Reading } from "../args/checks";
import { isLate, numberOr } from "../args/late";
import { optional, Problem, under } from "../args/problem";
import { countProblem } from "../args/values";
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
import { drillProblems, PlainDrillArgs } from "../drill/args";
import { WantedDrill, wantedDrill } from "../drill/wanted";
import { anyClientConf, DumpClient, dumpClient } from "../dumpServer/client";
import { dumpServers } from "../dumpServer/shared";
import { connectionProblems } from "../host/connection";
import { deleteTimeoutFrom, identityNote, instanceIdProblem, RemoteHost } from "../host/remoteHost";
import { KdumpArgs } from "../kdumpArgs";
import { Check, checkProblem, configuredCheck } from "../look/check";
import { debuginfoProblems, DebuginfoSource } from "./debuginfo";
import { kdumpProperties } from "./properties";
import { RebootPolicy } from "./rebootPolicy";

/** Seconds that a host may take to come back from a reboot. */
const defaultRebootTimeout = 900;

/** The arguments of a Kdump, read: every value checked, every default filled in. */
export interface Wanted extends RemoteHost {
    /** A note that re-runs the service step. */
    revision: pulumi.Output<string>;
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
    /** Whether the host is looked at; undefined for the default. */
    check: pulumi.Output<Check | undefined>;
    /** Whether another owner gives way. */
    takeOver: pulumi.Output<boolean>;
    /** Whether debuginfo is installed; undefined if it is known when the program runs that it is not. */
    debuginfo?: pulumi.Output<boolean>;
    drill?: WantedDrill;
    removePackages: boolean;
}

/** Collects what is wrong with the arguments of a Kdump. */
export function kdumpChecks(resourceName: string, args: unknown): Checks<KdumpArgs> {
    return new Checks("kdump:index:Kdump", resourceName, args, kdumpProperties);
}

/** Checks the arguments of a Kdump and fills in what was left out. */
export function wantedFrom(resourceName: string, checks: Checks<KdumpArgs>): Wanted {
    const { args } = checks;
    const collected = args.dumpServer !== undefined;
    checks.add(dumpServers.problems("dumpServer", args.dumpServer));
    const server = dumpServers.find(args.dumpServer);
    const client = server && dumpClient(resourceName, server);
    const connection = checks.check(checks.argument("connection"), connectionProblems);
    const identity = checks.check(
        checks.argument("instanceId"),
        (id) => optional("instanceId", id, instanceIdProblem),
        identityNote,
    );
    const revision = checks.check(
        checks.argument("revision"),
        (text) => optional("revision", text, revisionProblem),
        (text) => (text === undefined ? "" : `# revision ${text}\n`),
    );
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
        (policy) => policy ?? RebootPolicy.Never,
    );
    const rebootTimeout = checks.check(
        checks.argument("rebootTimeout"),
        (seconds) => optional("rebootTimeout", seconds, (limit) => countProblem(limit, "seconds to wait")),
        (seconds) => seconds ?? defaultRebootTimeout,
    );
    checks.add(optional("kdump:check", configuredCheck(), checkProblem));
    const takeOver = checks.check(
        checks.argument("takeOver"),
        () => [],
        (take) => take ?? false,
    );
    const deleteTimeout = deleteTimeoutFrom(checks);
    const drill = args.drill === undefined ? undefined : checks.read(checks.argument("drill"), readDrill);
    return {
        connection,
        identity,
        revision,
        crashkernel,
        prediction,
        os,
        confLines: pulumi
            .all([conf, client?.conf, client?.server.port])
            .apply(([own, toServer, port]) => kdumpConfLines({ ...own, ...toServer }, port)),
        client,
        debuginfoSource,
        reboot,
        check: checks.argument("check"),
        takeOver,
        rebootTimeout: numberOr(args.rebootTimeout ?? defaultRebootTimeout, rebootTimeout),
        deleteTimeout,
        debuginfo:
            isLate(args.debuginfo) || args.debuginfo === true
                ? checks.argument("debuginfo").apply((wanted) => wanted === true)
                : undefined,
        drill: drill && wantedDrill(args.drill ?? {}, drill),
        removePackages: args.removePackages === true,
    };
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

/** Whether there is a drill decides which steps there are, so one that becomes known later has to come. */
function readDrill(drill: PlainDrillArgs | undefined): Reading<PlainDrillArgs> {
    if (drill === undefined) {
        const reason =
            "There came nothing, and whether there is a drill has to be known when the program runs; give a drill, or leave the property out.";
        return { problems: [{ propertyPath: "drill", reason }] };
    }
    const problems = under("drill", drillProblems(drill));
    return problems.length > 0 ? { problems } : { value: drill };
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

function revisionProblem(text: string): string | undefined {
    return /^[^\n\r]*$/.test(text) ? undefined : "It has more than one line; give one.";
}

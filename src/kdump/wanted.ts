import * as pulumi from "@pulumi/pulumi";

import { Checks, Reading } from "../args/checks";
import { optional, Problem, under } from "../args/problem";
import { countProblem, oneOf } from "../args/values";
import { kdumpConfLines } from "../conf/hostLines";
import { KdumpConf, PlainKdumpConf } from "../conf/kdumpConf";
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
import { drillProblems } from "../drill/args";
import { anyClientConf, DumpClient, dumpClient } from "../dumpServer/client";
import { dumpServers } from "../dumpServer/shared";
import { connectionProblems } from "../host/connection";
import { deleteTimeoutFrom, identityNote, instanceIdProblem, RemoteHost } from "../host/remoteHost";
import { KdumpArgs, RebootPolicy } from "../kdumpArgs";
import { Check, checkProblem } from "../look/check";
import { debuginfoProblems, DebuginfoSource } from "./debuginfo";

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
    reboot: RebootPolicy;
    /** Whether the host is looked at; undefined for the default. */
    check: pulumi.Output<Check | undefined>;
    /** Whether another owner gives way. */
    takeOver: pulumi.Output<boolean>;
}

/**
 * Checks the arguments of a Kdump and fills in what was left out.
 *
 * @throws pulumi.InputPropertiesError with every mistake in values that are known now; the others are checked when they
 * become known
 */
export function wantedFrom(resourceName: string, args: KdumpArgs): Wanted {
    const checks = new Checks("kdump:index:Kdump", resourceName);
    checks.add(dumpServers.problems("dumpServer", args?.dumpServer));
    const server = dumpServers.find(args?.dumpServer);
    const client = server && dumpClient(resourceName, server);
    const connection = checks.check(args?.connection, connectionProblems);
    const identity = checks.check(
        args?.instanceId,
        (id) => optional("instanceId", id, instanceIdProblem),
        identityNote,
    );
    const revision = checks.check(
        args?.revision,
        (text) => optional("revision", text, revisionProblem),
        (text) => (text === undefined ? "" : `# revision ${text}\n`),
    );
    const crashkernel = checks.read(args?.crashkernel, readCrashkernelArgument);
    const memoryBytes = checks.read(args?.memory, readMemoryArgument);
    const prediction = checks.read({ crashkernel, memoryBytes }, predictWanted);
    const os = checks.check(args?.os, (release) => optional("os", release, osProblem));
    checks.check({ crashkernel, os }, autoProblems);
    const conf = checks.read(
        { conf: args?.conf ?? {}, os: args?.os, collected: args?.dumpServer !== undefined },
        readConf,
    );
    const { debuginfoArchive, debuginfoFiles, debuginfod } = args ?? {};
    const debuginfoSource = checks.check(
        { debuginfoArchive, debuginfoFiles, debuginfod, os: args?.os },
        debuginfoProblems,
    );
    checks.check(args?.reboot, (policy) =>
        optional("reboot", policy, oneOf("a reboot policy", Object.values(RebootPolicy))),
    );
    checks.check(args?.rebootTimeout, (seconds) =>
        optional("rebootTimeout", seconds, (limit) => countProblem(limit, "seconds to wait")),
    );
    const check = checks.check<KdumpArgs["check"], Check | undefined>(args?.check, (word) =>
        optional("check", word, checkProblem),
    );
    const takeOver = checks.check(
        args?.takeOver,
        () => [],
        (take) => take ?? false,
    );
    const deleteTimeout = deleteTimeoutFrom(checks, args?.deleteTimeout);
    if (args?.drill !== undefined) checks.add(under("drill", drillProblems(args.drill)));
    checks.throwIfAny();
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
        reboot: args.reboot ?? RebootPolicy.Never,
        check,
        takeOver,
        rebootTimeout: args.rebootTimeout ?? defaultRebootTimeout,
        deleteTimeout,
    };
}

/** The configuration, and what it has to work with. */
interface ConfArgs {
    conf: pulumi.Unwrap<KdumpConf>;
    os?: OsRelease;
    /** Whether dumps go to a DumpServer. */
    collected: boolean;
}

/**
 * Reads `conf`. Settings that change crashkernel= are refused: Kdump manages it. With a DumpServer the target is that one,
 * in whose place any client's stands here.
 */
function readConf({ conf, os, collected }: ConfArgs): Reading<PlainKdumpConf> {
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

function revisionProblem(text: string): string | undefined {
    return /^[^\n\r]*$/.test(text) ? undefined : "It has more than one line; give one.";
}

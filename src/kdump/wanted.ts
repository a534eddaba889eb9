import * as pulumi from "@pulumi/pulumi";

import * as connections from "../host/connection";
import { effectiveCrashkernel } from "../crashkernel/crashkernel";
import { KdumpArgs, RebootPolicy } from "../kdumpArgs";
import { debuginfoProblems, DebuginfoSource } from "./debuginfo";
import { drillProblems } from "../drill/args";
import { osProblem } from "../distribution/distribution";
import { anyClientConf, DumpClient, dumpClient, sshPortLines } from "../dumpServer/client";
import { dumpServerProblems, sharedServer } from "../dumpServer/shared";
import { identityNote, instanceIdProblem, KnownHost } from "../host/knownHost";
import { KdumpConf } from "../conf/kdumpConf";
import { kdumpConfLines } from "../conf/text";
import { Checks, countProblem, found, Problem } from "../args/problems";
import { OsRelease } from "../distribution/osRelease";
import { validateKdumpConf } from "../conf/validate";
import {
    crashkernelProblem,
    memoryProblem,
    recommended,
    ReservationArgs,
    reservationProblems,
} from "../crashkernel/wanted";

/** Seconds that a host may take to come back from a reboot. */
const defaultRebootTimeout = 900;

/** What the arguments ask for: every value checked, every default filled in. */
export interface Wanted extends KnownHost {
    /** A note that makes the service step look at the host again. */
    revision: pulumi.Output<string>;
    crashkernel: pulumi.Output<string>;
    /** What the preview tells of the reservation. */
    reservation: pulumi.Output<ReservationArgs>;
    /** What the host has to be, if that was said. */
    os: pulumi.Output<OsRelease | undefined>;
    confLines: pulumi.Output<string[]>;
    /** What this host is on the DumpServer that its dumps go to. */
    client?: DumpClient;
    debuginfoSource: pulumi.Output<DebuginfoSource>;
    reboot: RebootPolicy;
}

/**
 * Checks the arguments of a Kdump and fills in what was left out.
 *
 * @throws pulumi.InputPropertiesError with everything that is wrong and known now; what becomes known later
 * is checked when it does
 */
export function wantedFrom(resourceName: string, args: KdumpArgs): Wanted {
    const checks = new Checks("kdump:index:Kdump", resourceName);
    checks.add(dumpServerProblems("dumpServer", args?.dumpServer));
    const server = sharedServer(args?.dumpServer);
    const client = server && dumpClient(resourceName, server);
    const wanted = {
        connection: checks.check(args?.connection, connections.connectionProblems),
        identity: checks.check(
            args?.instanceId,
            (id) => found("instanceId", id, instanceIdProblem),
            identityNote,
        ),
        revision: checks.check(
            args?.revision,
            (text) => found("revision", text, revisionProblem),
            (text) => (text === undefined ? "" : `# revision ${text}\n`),
        ),
        crashkernel: checks.check(
            args?.crashkernel,
            (value) => found("crashkernel", value, crashkernelProblem),
            crashkernelOf,
        ),
        reservation: checks.check(
            { crashkernel: args?.crashkernel, memory: args?.memory, os: args?.os },
            reservationProblems,
        ),
        os: checks.check(args?.os, (os) => found("os", os, osProblem)),
        confLines: pulumi
            .all([
                checks.check(
                    { conf: args?.conf ?? {}, os: args?.os, collected: args?.dumpServer !== undefined },
                    confProblems,
                    ({ conf }) => conf,
                ),
                client?.conf,
                client?.server.port,
            ])
            .apply(([conf, toServer, port]) => [
                ...kdumpConfLines({ ...conf, ...toServer }),
                ...sshPortLines(port),
            ]),
        client,
        debuginfoSource: checks.check(
            {
                debuginfoArchive: args?.debuginfoArchive,
                debuginfoFiles: args?.debuginfoFiles,
                debuginfod: args?.debuginfod,
                os: args?.os,
            },
            debuginfoProblems,
        ),
        reboot: args?.reboot ?? RebootPolicy.Never,
        rebootTimeout: args?.rebootTimeout ?? defaultRebootTimeout,
    };
    checks.check(args?.memory, (size) => found("memory", size, memoryProblem));
    checks.check(args?.reboot, (policy) => found("reboot", policy, rebootProblem));
    checks.check(args?.rebootTimeout, (seconds) =>
        found("rebootTimeout", seconds, (limit) => countProblem(limit, "seconds to wait")),
    );
    if (args?.drill !== undefined) {
        checks.add(
            drillProblems(args.drill).map((problem) => ({
                ...problem,
                propertyPath: `drill.${problem.propertyPath}`,
            })),
        );
    }
    checks.throwIfAny();
    return wanted;
}

/** The configuration, and what it has to be possible on. */
interface ConfArgs {
    conf: pulumi.Unwrap<KdumpConf>;
    os?: OsRelease;
    /** Whether dumps go to a DumpServer. */
    collected: boolean;
}

/** What a Kdump's configuration may be: crashkernel is its own business, so nothing else may set it. */
function confProblems({ conf, os, collected }: ConfArgs): Problem[] {
    const second = !collected
        ? []
        : (["target", "sshkey", "path"] as const).flatMap((property) =>
              found(
                  property,
                  conf[property],
                  () => "With dumpServer dumps go to that one; leave this out, or dumpServer.",
              ),
          );
    if (second.length > 0) return second.map(underConf);
    const resets = found("autoResetCrashkernel", conf.autoResetCrashkernel, (reset) =>
        reset
            ? "An update would put another value in place of the crashkernel that is managed here; leave it out."
            : undefined,
    );
    const whole = collected ? { ...conf, ...anyClientConf } : conf;
    const copies = collected ? collectorProblems(conf) : [];
    return [...validateKdumpConf(whole, os), ...resets, ...copies].map(underConf);
}

/** What is wrong with a collector whose dumps go to a DumpServer. */
function collectorProblems({ coreCollector, extra }: pulumi.Unwrap<KdumpConf>): Problem[] {
    const problemOf = (command: string) =>
        /^\s*scp(\s|$)/.test(command)
            ? "scp copies all of the memory, and to a DumpServer in small pieces, which is meant for logs; leave it out, or give makedumpfile with -F."
            : undefined;
    return [
        ...found("coreCollector", coreCollector, problemOf),
        ...(extra ?? []).flatMap((line, index) =>
            found(`extra[${index}]`, /^\s*core_collector\s+(.*)$/.exec(line)?.[1], problemOf),
        ),
    ];
}

function underConf({ propertyPath, reason }: Problem): Problem {
    return { propertyPath: `conf.${propertyPath}`, reason };
}

/** The value as it goes to the host. */
function crashkernelOf(text: string | undefined = recommended): string {
    return text === recommended ? recommended : effectiveCrashkernel(text);
}

function revisionProblem(text: string): string | undefined {
    return /^[^\n\r]*$/.test(text) ? undefined : "It is more than one line; give one.";
}

function rebootProblem(policy: string): string | undefined {
    const policies: string[] = Object.values(RebootPolicy);
    return policies.includes(policy)
        ? undefined
        : `"${policy}" is not a reboot policy; choose one of ${policies.map((known) => `"${known}"`).join(", ")}.`;
}

import * as pulumi from "@pulumi/pulumi";

import * as connections from "../host/connection";
import { effectiveCrashkernel } from "../crashkernel/crashkernel";
import { KdumpArgs, RebootPolicy } from "../kdumpArgs";
import { debuginfoProblems, DebuginfoSource } from "./debuginfo";
import { drillProblems } from "../drill/args";
import { osProblem } from "../distribution/distribution";
import { anyClientConf, DumpClient, dumpClient } from "../dumpServer/client";
import { dumpServers } from "../dumpServer/shared";
import { identityNote, instanceIdProblem, RemoteHost } from "../host/remoteHost";
import { KdumpConf } from "../conf/kdumpConf";
import { kdumpConfLines } from "../conf/hostLines";
import { Checks } from "../args/checks";
import { optional, Problem, under } from "../args/problem";
import { countProblem, oneOf } from "../args/values";
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
export interface Wanted extends RemoteHost {
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
    checks.add(dumpServers.problems("dumpServer", args?.dumpServer));
    const server = dumpServers.find(args?.dumpServer);
    const client = server && dumpClient(resourceName, server);
    const wanted = {
        connection: checks.check(args?.connection, connections.connectionProblems),
        identity: checks.check(
            args?.instanceId,
            (id) => optional("instanceId", id, instanceIdProblem),
            identityNote,
        ),
        revision: checks.check(
            args?.revision,
            (text) => optional("revision", text, revisionProblem),
            (text) => (text === undefined ? "" : `# revision ${text}\n`),
        ),
        crashkernel: checks.check(
            args?.crashkernel,
            (value) => optional("crashkernel", value, crashkernelProblem),
            crashkernelOf,
        ),
        reservation: checks.check(
            { crashkernel: args?.crashkernel, memory: args?.memory, os: args?.os },
            reservationProblems,
        ),
        os: checks.check(args?.os, (os) => optional("os", os, osProblem)),
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
            .apply(([conf, toServer, port]) => kdumpConfLines({ ...conf, ...toServer }, port)),
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
    checks.check(args?.memory, (size) => optional("memory", size, memoryProblem));
    checks.check(args?.reboot, (policy) =>
        optional("reboot", policy, oneOf("a reboot policy", Object.values(RebootPolicy))),
    );
    checks.check(args?.rebootTimeout, (seconds) =>
        optional("rebootTimeout", seconds, (limit) => countProblem(limit, "seconds to wait")),
    );
    if (args?.drill !== undefined) {
        checks.add(under("drill", drillProblems(args.drill)));
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
              optional(
                  property,
                  conf[property],
                  () => "With dumpServer dumps go to that one; leave this out, or dumpServer.",
              ),
          );
    if (second.length > 0) return under("conf", second);
    const resets = optional("autoResetCrashkernel", conf.autoResetCrashkernel, (reset) =>
        reset
            ? "An update would put another value in place of the crashkernel that is managed here; leave it out."
            : undefined,
    );
    const whole = collected ? { ...conf, ...anyClientConf } : conf;
    const copies = collected ? collectorProblems(conf) : [];
    return under("conf", [...validateKdumpConf(whole, os), ...resets, ...copies]);
}

/** What is wrong with a collector whose dumps go to a DumpServer. */
function collectorProblems({ coreCollector, extra }: pulumi.Unwrap<KdumpConf>): Problem[] {
    const problemOf = (command: string) =>
        /^\s*scp(\s|$)/.test(command)
            ? "scp copies all of the memory, and to a DumpServer in small pieces, which is meant for logs; leave it out, or give makedumpfile with -F."
            : undefined;
    return [
        ...optional("coreCollector", coreCollector, problemOf),
        ...(extra ?? []).flatMap((line, index) =>
            optional(`extra[${index}]`, /^\s*core_collector\s+(.*)$/.exec(line)?.[1], problemOf),
        ),
    ];
}

/** The value as it goes to the host. */
function crashkernelOf(text: string | undefined = recommended): string {
    return text === recommended ? recommended : effectiveCrashkernel(text);
}

function revisionProblem(text: string): string | undefined {
    return /^[^\n\r]*$/.test(text) ? undefined : "It is more than one line; give one.";
}

import * as pulumi from "@pulumi/pulumi";

import { Checks, Reading } from "../args/checks";
import { numberOr } from "../args/late";
import { optional, under } from "../args/problem";
import { countProblem } from "../args/values";
import { drillProblems, PlainDrillArgs } from "../drill/args";
import { WantedDrill, wantedDrill } from "../drill/wanted";
import { dumpClient } from "../dumpServer/client";
import { dumpServers } from "../dumpServer/shared";
import { connectionProblems } from "../host/connection";
import { deleteTimeoutFrom, identityNote, instanceIdProblem, RemoteHost } from "../host/remoteHost";
import { KdumpArgs, RebootPolicy } from "../kdumpArgs";
import { Check, checkProblem, configuredCheck } from "../look/check";
import { Declaration, declarationFrom } from "./declaration";
import { withLastGasp } from "./lastGasp";
import { kdumpProperties } from "./properties";

/** Seconds that a host may take to come back from a reboot. */
const defaultRebootTimeout = 900;

const reportElsewhere =
    "Dumps go to the DumpServer, and a report lies beside its dump; leave this out, and read one there with a VmcoreReport.";

/** The arguments of a Kdump, read: every value checked, every default filled in. */
export interface Wanted extends RemoteHost, Declaration {
    /** A note that re-runs the service step. */
    revision: pulumi.Output<string>;
    /** Whether the host is looked at; undefined for the default. */
    check: pulumi.Output<Check | undefined>;
    /** Whether another owner gives way. */
    takeOver: pulumi.Output<boolean>;
    /** Whether the host writes a report beside every dump. */
    report: boolean;
    /** Whether the kernel's last lines are kept, and reported of where there is no dump. */
    lastGasp: boolean;
    drill?: WantedDrill;
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
    const declaration = declarationFrom(checks, RebootPolicy.Never, client, collected);
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
    const lastGasp = args.lastGasp === true;
    const report = args.report === true || lastGasp;
    if (args.report === true && collected) checks.add([{ propertyPath: "report", reason: reportElsewhere }]);
    const drill = args.drill === undefined ? undefined : checks.read(checks.argument("drill"), readDrill);
    return {
        connection,
        identity,
        revision,
        ...declaration,
        confLines: lastGasp ? declaration.confLines.apply(withLastGasp) : declaration.confLines,
        check: checks.argument("check"),
        takeOver,
        rebootTimeout: numberOr(args.rebootTimeout ?? defaultRebootTimeout, rebootTimeout),
        deleteTimeout,
        report,
        lastGasp,
        drill: drill && wantedDrill(args.drill ?? {}, drill),
    };
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

function revisionProblem(text: string): string | undefined {
    return /^[^\n\r]*$/.test(text) ? undefined : "It has more than one line; give one.";
}

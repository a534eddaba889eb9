import * as pulumi from "@pulumi/pulumi";

import { Checks } from "./args/checks";
import { renamed } from "./args/formerName";
import { OutputsOf } from "./host/outputs";
import { parseRawReport } from "./report/rawReport";
import { dumpReader, readerProblems } from "./report/reader";
import { findingsOf, Panic, ReportFrame, VmcoreFile, VmcoreFindings } from "./vmcore/findings";
import { FixCandidate } from "./vmcore/parse/changelogs";
import { CrashHeader } from "./vmcore/parse/crashHeader";
import { CrashModule } from "./vmcore/parse/crashModules";
import { lineOf } from "./vmcore/parse/kernelLog";
import { Place } from "./vmcore/place";
import { reportHtml } from "./vmcore/render/html";
import { reportMarkdown } from "./vmcore/render/markdown";
import { summaryOf } from "./vmcore/render/summary";
import { reportText } from "./vmcore/render/text";
import {
    collectedReportProblems,
    reportOptions,
    reportProblems,
    sourceProperties,
    VmcoreReportArgs,
    vmcoreReportProperties,
} from "./vmcoreReportArgs";

/**
 * A report of a dump, read on the host with crash(8) and the vmlinux of exactly the kernel that crashed, or from the kernel
 * log if there is none. The dump itself stays where it is; the stack's state gets crash's texts and the end of the kernel
 * log.
 */
export class VmcoreReport extends pulumi.ComponentResource {
    /** The dump that was read. */
    public readonly vmcore!: pulumi.Output<VmcoreFile>;
    /** crash's header: KERNEL to STATE, with units. */
    public readonly header!: pulumi.Output<CrashHeader>;
    /** Why the kernel panicked, in its own words, and the kind of failure. */
    public readonly panic!: pulumi.Output<Panic>;
    /** Where it happened, as far as it is known. */
    public readonly place!: pulumi.Output<Place>;
    /** The stack of the task that panicked, the innermost call first, with the symbol of each address. */
    public readonly backtrace!: pulumi.Output<ReportFrame[]>;
    /** The end of the kernel log, at most 200 lines. */
    public readonly log!: pulumi.Output<string[]>;
    /** Modules that were loaded, and which of them had tainted the kernel. */
    public readonly modules!: pulumi.Output<CrashModule[]>;
    /** The bug's name as kernel developers write it, such as `KASAN: slab-use-after-free Read in foo`. */
    public readonly title!: pulumi.Output<string>;
    /**
     * The bug's name for programs, such as `kdump-1:soft-lockup:foo`: the same whenever and wherever the bug strikes. With
     * another number in front the rules are others.
     */
    public readonly fingerprint!: pulumi.Output<string>;
    /**
     * Newer kernels of the host's distribution whose changelogs mention the function that the bug is named after: candidates
     * for a fix, for a mention is no proof. Empty where none does, and where that could not be looked up, which `fixedIn` of
     * `findings` tells apart.
     */
    public readonly fixedIn!: pulumi.Output<FixCandidate[]>;
    /** What happened, in a few sentences. */
    public readonly summary!: pulumi.Output<string>;
    /** The report for a terminal. */
    public readonly text!: pulumi.Output<string>;
    /** The report as one self-contained page, to be written to a file. */
    public readonly html!: pulumi.Output<string>;
    /** The report for an issue tracker. */
    public readonly markdown!: pulumi.Output<string>;
    /** Everything in one document. */
    public readonly findings!: pulumi.Output<VmcoreFindings>;

    /**
     * Reads a dump.
     *
     * @param name the unique name of the resource; its child is called NAME-read
     * @param args which dump, and how
     * @param opts options of the component
     * @throws pulumi.InputPropertiesError with every mistake in the arguments, as with a Kdump
     */
    constructor(name: string, args: VmcoreReportArgs, opts?: pulumi.ComponentResourceOptions) {
        const checks = new Checks(
            "kdump:index:VmcoreReport",
            name,
            renamed(args, { timeLimit: "timeout" }),
            vmcoreReportProperties,
        );
        const { host, dumpServer, ...source } = checks.args;
        const reader = { host, dumpServer };
        checks.add(readerProblems(reader));
        const problemsOf = dumpServer === undefined ? reportProblems : collectedReportProblems;
        const asked = checks.check(checks.all(sourceProperties), problemsOf, reportOptions);
        const note = checks.check(checks.argument("revision"), () => [], revisionNote);
        super(
            "kdump:index:VmcoreReport",
            name,
            checks.inputs(() => source),
            opts,
        );
        checks.report(this);

        const { report, step } = dumpReader(reader, this, name, checks);
        const read = step("read", {
            create: asked.apply(report),
            stdin: note,
        });

        const outputs = outputsOf(read.stdout.apply(parseRawReport).apply(findingsOf));
        Object.assign(this, outputs);
        // The long ones are made from the step's answer at every run, so the state need not hold them as well.
        const { vmcore, panic, place, title, fingerprint, summary } = outputs;
        this.registerOutputs({ vmcore, panic, place, title, fingerprint, summary });
    }
}

/** A note that re-runs the step. */
function revisionNote(revision: string | undefined): string {
    return revision === undefined ? "" : `# revision ${revision}\n`;
}

function outputsOf(findings: pulumi.Output<VmcoreFindings>): OutputsOf<VmcoreReport> {
    return {
        vmcore: findings.vmcore,
        header: findings.header,
        panic: findings.panic,
        place: findings.place,
        title: findings.title,
        fingerprint: findings.fingerprint,
        backtrace: findings.apply(({ backtrace }) => backtrace),
        log: findings.apply(({ log }) => log.map(lineOf)),
        modules: findings.apply(({ modules }) => modules),
        fixedIn: findings.apply(({ fixedIn }) => fixedIn ?? []),
        summary: findings.apply(summaryOf),
        text: findings.apply(reportText),
        html: findings.apply(reportHtml),
        markdown: findings.apply(reportMarkdown),
        findings,
    };
}

// The components, and what they take and give. What needs no host is in tools.ts.
export { Ec2InstanceType, Ec2MachineArgs } from "./aws/ec2MachineArgs";
export { onEc2, OnEc2Args, OnEc2Drill, OnEc2Result } from "./aws/onEc2";
export { BootScriptArgs, UserDataArgs, UserDataEncoding } from "./born/args";
export { bootScript } from "./born/bootScript";
export { UserDataPart } from "./born/parts";
export { userData } from "./born/userData";
export { CollectingHostArgs } from "./collection/sshAccount";
export { CrashDrill, CrashDrillArgs } from "./crashDrill";
export { DrillArgs, DrillTrigger, DumpReadability } from "./drill/args";
export { DumpCollection } from "./dumpCollection";
export { DumpCollectionArgs, S3StoreArgs } from "./dumpCollectionArgs";
export { DumpServer, DumpServerArgs } from "./dumpServer";
export { Kdump } from "./kdump";
export { KdumpArgs, OsArgs, RebootPolicy } from "./kdumpArgs";
export {
    DumpCompression,
    DumpTarget,
    DumpTargetArgs,
    DumpTargetType,
    FailureAction,
    FinalAction,
    KdumpConf,
    KdumpConfArgs,
} from "./conf/kdumpConf";
export { CaptureMemory } from "./crashkernel/captureMemory";
export {
    CrashkernelFacts,
    DumpFacts,
    DumpFiltering,
    DumpSizeSource,
    KdumpFacts,
    NextBootFacts,
    OsFacts,
    OwnerFacts,
    ServiceFacts,
} from "./host/facts";
export { Check } from "./look/check";
export { readHost } from "./look/readHost";
export { CrashGroup, crashGroups, CrashToGroup, GroupedCrash } from "./vmcore/groups/crashGroups";
export { crashGroupsHtml } from "./vmcore/render/groupsHtml";
export { crashGroupsText } from "./vmcore/render/groupsText";
export { ExceptionFrame } from "./vmcore/parse/backtrace";
export { FixCandidate, NewerKernel } from "./vmcore/parse/changelogs";
export { CrashHeader } from "./vmcore/parse/crashHeader";
export { CrashModule } from "./vmcore/parse/crashModules";
export { HungTask } from "./vmcore/parse/fault";
export { KernelLogLine } from "./vmcore/parse/kernelLog";
export { Panic, ReportFrame, VmcoreFile, VmcoreFindings } from "./vmcore/findings";
export { Place } from "./vmcore/place";
export { Evidence } from "./vmcore/evidence";
export { PanicKind } from "./vmcore/parse/panicKind";
export { CrashSymbol } from "./vmcore/parse/sym";
export { Taint } from "./vmcore/parse/taint";
export { VmcoreReport } from "./vmcoreReport";
export { VmcoreReportArgs } from "./vmcoreReportArgs";

export {
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    formatKdumpConf,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    KdumpConfError,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    KdumpConfFault,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    parseKdumpConf,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    PlainKdumpConf,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    validateKdumpConf,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    Problem,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    formatCrashkernel,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    crashkernelWarnings,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    parseCrashkernel,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelCaution,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelWarning,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelError,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelFault,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    Crashkernel,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelAuto,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelHigh,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelKind,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelRange,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelRanges,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashkernelSize,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    NothingReserved,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    PredictOptions,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    predictReservation,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    Reservation,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    RecommendedCrashkernel,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    recommendedCrashkernel,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    OsRelease,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    Backtrace,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    BacktraceFrame,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    parseBacktrace,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    CrashHeaderOptions,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    parseCrashHeader,
    /** @deprecated import it from `pulumi-kdump/tools`; the root has it for one release more */
    parseSym,
} from "./tools";

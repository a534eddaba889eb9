export { Ec2InstanceType, Ec2Machine } from "./aws/ec2Machine";
export { onEc2, OnEc2Args } from "./aws/onEc2";
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
    DumpTargetType,
    FailureAction,
    FinalAction,
    KdumpConf,
} from "./conf/kdumpConf";
export { PlainKdumpConf } from "./conf/kdumpConf";
export { formatKdumpConf, KdumpConfError, KdumpConfFault, parseKdumpConf } from "./conf/text";
export { Problem } from "./args/problem";
export { validateKdumpConf } from "./conf/validate";
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
export { formatCrashkernel } from "./crashkernel/format";
export { crashkernelWarnings, parseCrashkernel } from "./crashkernel/parse";
export { CrashkernelCaution, CrashkernelWarning } from "./crashkernel/warnings";
export { CrashkernelError, CrashkernelFault } from "./crashkernel/error";
export {
    Crashkernel,
    CrashkernelAuto,
    CrashkernelHigh,
    CrashkernelKind,
    CrashkernelRange,
    CrashkernelRanges,
    CrashkernelSize,
} from "./crashkernel/value";
export { NothingReserved, PredictOptions, predictReservation, Reservation } from "./crashkernel/predict";
export { RecommendedCrashkernel, recommendedCrashkernel } from "./crashkernel/recommended";
export { OsRelease } from "./distribution/osRelease";
export { Backtrace, BacktraceFrame, ExceptionFrame, parseBacktrace } from "./vmcore/parse/backtrace";
export { CrashHeader, CrashHeaderOptions, parseCrashHeader } from "./vmcore/parse/crashHeader";
export { CrashModule } from "./vmcore/parse/crashModules";
export { KernelLogLine } from "./vmcore/parse/kernelLog";
export { Panic, ReportFrame, VmcoreFile, VmcoreFindings } from "./vmcore/findings";
export { Place } from "./vmcore/place";
export { PanicKind } from "./vmcore/parse/panicKind";
export { CrashSymbol, parseSym } from "./vmcore/parse/sym";
export { Taint } from "./vmcore/parse/taint";
export { VmcoreReport } from "./vmcoreReport";
export { VmcoreReportArgs } from "./vmcoreReportArgs";

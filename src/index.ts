export { CollectingHostArgs } from "./collectingHost";
export { CrashDrill, CrashDrillArgs } from "./crashDrill";
export { DrillArgs, DrillTrigger, DumpReadability } from "./drillArgs";
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
} from "./kdumpConf";
export { PlainKdumpConf } from "./kdumpConfDirectives";
export { formatKdumpConf, KdumpConfError, KdumpConfFault, parseKdumpConf } from "./kdumpConfText";
export { Problem } from "./problems";
export { validateKdumpConf } from "./validateKdumpConf";
export {
    CrashkernelFacts,
    DumpFacts,
    DumpFiltering,
    DumpSizeSource,
    KdumpFacts,
    OsFacts,
    ServiceFacts,
} from "./facts";
export { crashkernelWarnings, formatCrashkernel, parseCrashkernel } from "./crashkernel";
export { CrashkernelCaution, CrashkernelWarning } from "./crashkernelCautions";
export { CrashkernelError, CrashkernelFault } from "./crashkernelError";
export {
    Crashkernel,
    CrashkernelAuto,
    CrashkernelHigh,
    CrashkernelKind,
    CrashkernelRange,
    CrashkernelRanges,
    CrashkernelSize,
} from "./crashkernelValue";
export { NothingReserved, PredictOptions, predictReservation, Reservation } from "./predictReservation";
export { OsRelease, RecommendedCrashkernel, recommendedCrashkernel } from "./recommendedCrashkernel";
export { Backtrace, BacktraceFrame, ExceptionFrame, parseBacktrace } from "./vmcore/backtrace";
export { CrashHeader, CrashHeaderOptions, parseCrashHeader } from "./vmcore/crashHeader";
export { CrashModule } from "./vmcore/crashModules";
export { Panic, ReportFrame, VmcoreFile, VmcoreFindings } from "./vmcore/findings";
export { Place } from "./vmcore/place";
export { PanicKind } from "./vmcore/panicKind";
export { CrashSymbol, parseSym } from "./vmcore/sym";
export { Taint } from "./vmcore/taint";
export { VmcoreReport } from "./vmcoreReport";
export { VmcoreReportArgs } from "./vmcoreReportArgs";

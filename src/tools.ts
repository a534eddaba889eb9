// What needs no host and no stack: crashkernel= and kdump.conf read, checked and predicted, and
// what crash printed read; crashes grouped.
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
export { Problem } from "./args/problem";
export { formatKdumpConf, KdumpConfError, KdumpConfFault, parseKdumpConf } from "./conf/text";
export { PlainKdumpConf } from "./conf/kdumpConf";
export { validateKdumpConf } from "./conf/validate";
export { Backtrace, BacktraceFrame, ExceptionFrame, parseBacktrace } from "./vmcore/parse/backtrace";
export { CrashHeader, CrashHeaderOptions, parseCrashHeader } from "./vmcore/parse/crashHeader";
export { CrashSymbol, parseSym } from "./vmcore/parse/sym";
export { CrashGroup, crashGroups, CrashToGroup, GroupedCrash } from "./vmcore/groups/crashGroups";
export { crashGroupsHtml } from "./vmcore/render/groupsHtml";
export { crashGroupsText } from "./vmcore/render/groupsText";

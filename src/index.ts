export { Kdump } from "./kdump";
export { KdumpArgs, RebootPolicy } from "./kdumpArgs";
export { DumpCompression, KdumpConf } from "./kdumpConf";
export { CrashkernelFacts, DumpFacts, KdumpFacts, OsFacts, ServiceFacts } from "./facts";
export {
    Crashkernel,
    CrashkernelAuto,
    CrashkernelCaution,
    CrashkernelHigh,
    CrashkernelKind,
    CrashkernelRange,
    CrashkernelRanges,
    CrashkernelSize,
    CrashkernelWarning,
    crashkernelWarnings,
    formatCrashkernel,
    parseCrashkernel,
} from "./crashkernel";
export { CrashkernelError, CrashkernelFault } from "./crashkernelError";
export { NothingReserved, PredictOptions, predictReservation, Reservation } from "./predictReservation";
export { OsRelease, RecommendedCrashkernel, recommendedCrashkernel } from "./recommendedCrashkernel";

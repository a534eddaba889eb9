export { Kdump } from "./kdump";
export { KdumpArgs, RebootPolicy } from "./kdumpArgs";
export { DumpCompression, KdumpConf } from "./kdumpConf";
export { CrashkernelFacts, DumpFacts, KdumpFacts, OsFacts, ServiceFacts } from "./facts";

import { flag, group, Kind, listOf, number, Properties, text, textLike, valuesOf, word } from "../args/kinds";
import { DumpTargetArgs, KdumpConfArgs, PlainKdumpConf } from "./kdumpConf";

const targetProperties: Properties<DumpTargetArgs> = { type: word(), location: text };

const properties: Properties<KdumpConfArgs> = {
    target: group(targetProperties, {
        type: "It is missing; give the kind of target, such as nfs.",
    }),
    sshkey: text,
    path: textLike("/var/crash"),
    coreCollector: textLike("makedumpfile -l -d 31"),
    kdumpPre: text,
    kdumpPost: text,
    kdumpEmergency: text,
    extraBins: listOf(text),
    extraModules: listOf(text),
    failureAction: word(),
    finalAction: word(),
    forceRebuild: flag,
    forceNoRebuild: flag,
    dracutArgs: text,
    fenceKdumpArgs: text,
    fenceKdumpNodes: listOf(text),
    autoResetCrashkernel: flag,
    keep: number,
    compression: word(),
    captureCommandLine: text,
    panicSysctls: valuesOf(number),
    extra: listOf(text),
};

/** What there is to say about the dump configuration. */
export const kdumpConfKind: Kind<PlainKdumpConf> = group<KdumpConfArgs>(properties);

/** A module that was loaded when the kernel crashed. */
export interface CrashModule {
    name: string;
    /** Size in bytes. */
    size?: number;
    /** Letters of what its loading did to the kernel; absent when it did nothing. */
    taint?: string;
}

/**
 * Reads what `mod` (MODULE NAME BASE SIZE OBJECT FILE; BASE was TEXT_BASE for a while, and is absent before 7.2.9)
 * and `mod -t` (NAME TAINT, or TAINTS) of crash printed. It never throws.
 */
export function parseModules(mod: string, modTaint: string): CrashModule[] {
    const modules = new Map<string, CrashModule>();
    for (const line of mod.split(/\r?\n/)) {
        const match = /^\s*[0-9a-f]{8,16} +(\S+) +(?:[0-9a-f]{8,16} +)?(\d{1,15})\b/.exec(line);
        if (match !== null) modules.set(match[1], { name: match[1], size: Number(match[2]) });
    }
    for (const line of modTaint.split(/\r?\n/)) {
        const match = /^\s*([\w-]+) +([A-Z+-]+(?:\([A-Z]+\))?)\s*$/.exec(line);
        if (match === null || match[1] === "NAME") continue;
        const taint = match[2].replace(/[^A-Z]/g, "");
        modules.set(match[1], { ...(modules.get(match[1]) ?? { name: match[1] }), taint });
    }
    return [...modules.values()];
}

// What a crash leaves, as sh for `on-crash` of a throwaway root.
import * as path from "node:path";

/** The kernel of a throwaway root. */
export const kernel = "6.1.0-37-cloud-amd64";

/** A dump that begins and ends so, with what a kernel writes into it; `time` and `release` may be sh. */
export function vmcore(begin: string, end = "", release = kernel, time = "$(date +%s)"): string {
    return `printf '${begin}'; head -c 4084 /dev/zero; printf 'OSRELEASE=%s\\nCRASHTIME=%s\\n' ${release} "${time}"; printf '${end}'`;
}

/** A whole one of makedumpfile -F. */
export const flattened = vmcore("makedumpfile", "\\377".repeat(16));

/** Writes a file below /var/crash, which is `$d` for what comes after. */
export function leaves(file: string, content: string): string {
    return `d=$KDUMP_ROOT/var/crash\nmkdir -p "$d/${path.dirname(file)}"\n{ ${content}; } >"$d/${file}"\n`;
}

import { formatSize } from "../args/size";
import { CrashkernelError, CrashkernelFault, formsAllowed } from "./error";
import { parseCrashkernel } from "./parse";
import { Crashkernel, CrashkernelKind, CrashkernelRange } from "./value";

/**
 * Writes a value as `parseCrashkernel` reads it, each size with the largest unit that fits.
 *
 * @throws CrashkernelError when the value is one that no text stands for, such as a size of half a MiB
 */
export function formatCrashkernel(value: Crashkernel): string {
    const text = uncheckedText(value);
    const back = parseCrashkernel(text);
    if (uncheckedText(back) === text) return text;
    throw new CrashkernelError(
        CrashkernelFault.Form,
        1,
        `"${text}" is not a crashkernel value. ${formsAllowed}`,
        "it is none",
    );
}

/** The text for a value, unchecked. */
export function uncheckedText(value: Crashkernel): string {
    if (value.kind === CrashkernelKind.Auto) return "auto";
    const cma = value.cma === undefined ? "" : ` ${formatSize(value.cma)},cma`;
    switch (value.kind) {
        case CrashkernelKind.Size:
            return formatSize(value.bytes) + offsetText(value.offset) + cma;
        case CrashkernelKind.Ranges:
            return value.ranges.map(rangeText).join(",") + offsetText(value.offset) + cma;
        case CrashkernelKind.High: {
            const low = value.low === undefined ? "" : ` ${formatSize(value.low)},low`;
            return `${formatSize(value.bytes)},high${low}${cma}`;
        }
    }
}

function rangeText({ start, end, bytes }: CrashkernelRange): string {
    return `${formatSize(start)}-${end === undefined ? "" : formatSize(end)}:${formatSize(bytes)}`;
}

function offsetText(offset: number | undefined): string {
    return offset === undefined ? "" : `@${formatSize(offset)}`;
}

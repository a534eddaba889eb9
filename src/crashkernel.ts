/** The word that asks for the distribution's own crashkernel value; the host program resolves it. */
export const recommendedCrashkernel = "recommended";

const allowed =
    'Allowed are a size such as "256M", or ranges of the machine\'s memory such as "2G-8G:192M,8G-:256M"; ' +
    "sizes are whole numbers with K, M, G or T and at least 1 MiB.";

const unitBytes: Record<string, number> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/**
 * Checks a `crashkernel=` value as the kernel would read it
 * (Documentation/admin-guide/kdump/kdump.rst, "crashkernel syntax"), and stricter where the kernel
 * silently drops what it does not understand.
 *
 * @param text the value, without the leading `crashkernel=`
 * @returns what is wrong with it as full sentences, or undefined when nothing is
 */
export function crashkernelProblem(text: string): string | undefined {
    if (text === recommendedCrashkernel) {
        return undefined;
    }
    if (text === "") {
        return `The value is empty. ${allowed} Leave the property out for the distribution's own value.`;
    }
    if (text.includes("@")) {
        return (
            `"${text}" asks for a fixed address with "@". The kernel reserves nothing when that address is taken, ` +
            `so give the size alone and let the kernel choose the address.`
        );
    }
    return text.includes(":") ? rangesProblem(text) : sizeProblem(text, text);
}

function rangesProblem(text: string): string | undefined {
    let previousEnd = 0;
    for (const part of text.split(",")) {
        const match = /^([^-:]*)-([^-:]*):([^:]*)$/.exec(part);
        if (match === null) {
            return `"${part}" in "${text}" is not a range with a size, such as "2G-8G:192M". ${allowed}`;
        }
        const [, startText, endText, sizeText] = match;
        const start = sizeBytes(startText);
        const end = endText === "" ? Infinity : sizeBytes(endText);
        const size = sizeBytes(sizeText);
        if (start === undefined || end === undefined || size === undefined) {
            return `"${part}" in "${text}" has a number that the kernel cannot read. ${allowed}`;
        }
        if (end <= start) {
            return `"${part}" in "${text}" ends at or below its start; write the smaller size first.`;
        }
        if (start < previousEnd) {
            return `"${part}" in "${text}" begins below the end of the range before it; order the ranges so that none overlap.`;
        }
        if (size % unitBytes.M !== 0) {
            return `The size "${sizeText}" in "${text}" is not a whole number of MiB. ${allowed}`;
        }
        previousEnd = end;
    }
    return undefined;
}

function sizeProblem(sizeText: string, text: string): string | undefined {
    const bytes = sizeBytes(sizeText);
    if (bytes === undefined) {
        return `"${text}" is not a crashkernel value. ${allowed}`;
    }
    if (bytes === 0 || bytes % unitBytes.M !== 0) {
        return `"${text}" is ${bytes} bytes, which is not a whole number of MiB above zero. ${allowed}`;
    }
    return undefined;
}

/** Bytes of a size as the kernel's memparse reads it; undefined for what memparse would read otherwise than people do. */
function sizeBytes(text: string): number | undefined {
    const match = /^(0|[1-9][0-9]{0,14})([KMGT]?)$/i.exec(text);
    if (match === null) {
        return undefined;
    }
    const bytes = Number(match[1]) * unitBytes[match[2].toUpperCase()];
    return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Bytes of the units that a size may carry, the largest first. */
const units: [letter: string, bytes: number][] = [
    ["T", 2 ** 40],
    ["G", 2 ** 30],
    ["M", 2 ** 20],
    ["K", 2 ** 10],
];

/** What a size looks like, for the end of a sentence that refuses one. */
export const sizesAllowed =
    "Allowed are whole numbers of at most nine digits with K, M, G or T that make whole MiB, such as 256M or 1G.";

const mib = 2 ** 20;

/** A size that was read, or why it is none: what is wrong, and at which character of the text, from 0. */
export type SizeReading = { bytes: number } | { at: number; wrong: string };

/**
 * Reads a size as it stands in a kernel argument, whole and alone. Refused is what the kernel's memparse takes
 * otherwise than people do: a leading 0 is octal, 0x is hexadecimal, and a number without a unit is bytes.
 *
 * @param text such as `256M` or `1g`; `0` may go without a unit
 */
export function readSize(text: string): SizeReading {
    const [, digits, rest] = /^([0-9]*)([^]*)$/.exec(text) as RegExpExecArray;
    if (digits === "") {
        return {
            at: 0,
            wrong: text === "" ? "a size is missing" : `"${text}" does not begin with a number`,
        };
    }
    if (digits.length > 1 && digits.startsWith("0")) {
        return { at: 0, wrong: `"${text}" begins with a 0, so the kernel reads it as an octal number` };
    }
    if (digits === "0" && /^x/i.test(rest)) {
        return { at: 1, wrong: `"${text}" is a hexadecimal number to the kernel` };
    }
    if (digits.length > 9) {
        return { at: 0, wrong: `"${digits}" has more than nine digits; use a larger unit` };
    }
    if (rest === "") {
        return digits === "0"
            ? { bytes: 0 }
            : { at: digits.length, wrong: `"${text}" has no unit, and the kernel would take it as bytes` };
    }
    const unit = units.find(([letter]) => letter === rest.toUpperCase());
    if (unit === undefined) return { at: digits.length, wrong: `"${rest}" after "${digits}" is not a unit` };
    const bytes = Number(digits) * unit[1];
    if (!Number.isSafeInteger(bytes)) {
        return { at: 0, wrong: `"${text}" is more memory than any machine has` };
    }
    if (bytes % mib !== 0) {
        return {
            at: 0,
            wrong: `"${text}" is not a whole number of MiB; what kernels round such a size to depends on their pages`,
        };
    }
    return { bytes };
}

/** Writes bytes with the largest unit that leaves a whole number: 192M, 1G, 0M. */
export function formatSize(bytes: number): string {
    const [letter, unit] = (bytes === 0 ? undefined : units.find(([, each]) => bytes % each === 0)) ?? [
        "M",
        mib,
    ];
    return `${bytes / unit}${letter}`;
}

/** Writes bytes for a sentence: `192 MiB`, `4 GiB`, `1.94 GiB`. */
export function spokenSize(bytes: number): string {
    const whole = units.find(([, each]) => bytes >= each && bytes % each === 0);
    const [letter, unit] = whole ?? units.find(([, each]) => bytes >= each * 10) ?? ["K", 2 ** 10];
    return `${Number((bytes / unit).toFixed(2))} ${letter}iB`;
}

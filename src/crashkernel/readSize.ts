import { units } from "../args/size";

/** What a size may be, for the end of a sentence that refuses one. */
export const sizesAllowed =
    "Allowed are whole numbers of at most nine digits with K, M, G or T that make a multiple of 64 KiB, such as 256M or 1G, " +
    "and hexadecimal ones, such as 0x10000000.";

/** The largest page that a kernel has: a multiple of it is rounded by none. */
const page = 2 ** 16;

/** A size, or why the text is not one, with the zero-based offset of the mistake. */
type SizeReading = { bytes: number } | { at: number; wrong: string };

/**
 * Reads one size of a kernel argument. Refused is what the kernel's memparse reads otherwise than people do: a leading 0
 * is octal, and a decimal number without a unit is bytes.
 *
 * @param text such as `256M`, `1g` or `0x78000000`; `0` may go without a unit
 */
export function readSize(text: string): SizeReading {
    const [, digits, rest] = /^(0x[0-9a-f]+|[0-9]*)([^]*)$/i.exec(text) as RegExpExecArray;
    const hexadecimal = /^0x/i.test(digits);
    if (digits === "") {
        return {
            at: 0,
            wrong: text === "" ? "a size is missing" : `"${text}" does not begin with a number`,
        };
    }
    if (!hexadecimal && digits.length > 1 && digits.startsWith("0")) {
        return { at: 0, wrong: `"${text}" begins with a 0, so the kernel reads it as an octal number` };
    }
    if (!hexadecimal && digits.length > 9) {
        return { at: 0, wrong: `"${digits}" has more than nine digits; use a larger unit` };
    }
    if (hexadecimal && digits.length > 14) {
        return { at: 0, wrong: `"${digits}" has more than twelve digits` };
    }
    if (rest === "" && !hexadecimal) {
        return digits === "0"
            ? { bytes: 0 }
            : { at: digits.length, wrong: `"${text}" has no unit, and the kernel would take it as bytes` };
    }
    const unit = rest === "" ? 1 : units.find(([letter]) => letter === rest.toUpperCase())?.[1];
    if (unit === undefined) return { at: digits.length, wrong: `"${rest}" after "${digits}" is not a unit` };
    const bytes = Number(digits) * unit;
    if (!Number.isSafeInteger(bytes)) {
        return { at: 0, wrong: `"${text}" is more memory than any machine has` };
    }
    if (bytes % page !== 0) {
        const wrong = `"${text}" is not a multiple of 64 KiB; what kernels round such a size to depends on their pages`;
        return { at: 0, wrong };
    }
    return { bytes };
}

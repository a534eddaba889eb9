/** More bytes than any machine has. Larger numbers count as this one, here as in the host program. */
const most = 10 ** 18;

/** Bits by which each unit shifts. */
const shifts: Record<string, bigint> = { k: 10n, m: 20n, g: 30n, t: 40n, p: 50n, e: 60n };

/** A number as the kernel reads it. */
interface Memparsed {
    /** Bytes; a number that no machine could have is 10^18. */
    bytes: number;
    /** Where reading ended; where it began if there was no number. */
    end: number;
}

/**
 * Reads a number as the kernel's memparse does (lib/cmdline.c): hexadecimal after 0x, octal after another 0, one of
 * K, M, G, T, P and E as a unit, in either case, and a unit alone as 0. It stops where the number ends, whatever follows.
 */
export function memparse(text: string, start: number): Memparsed {
    const digits = /0x[0-9a-f]+|0[0-7]*|[0-9]+|/iy;
    digits.lastIndex = start;
    const [number] = digits.exec(text) as RegExpExecArray;
    const end = start + number.length;
    const shift = shifts[text.charAt(end).toLowerCase()];
    const value = numberOf(number) << (shift ?? 0n);
    return { bytes: Number(value < most ? value : most), end: shift === undefined ? end : end + 1 };
}

function numberOf(digits: string): bigint {
    // So many digits are more than any machine has, and slow to compute with.
    if (digits.length > 80) return BigInt(most);
    if (digits === "") return 0n;
    return BigInt(/^0[0-7]/.test(digits) ? `0o${digits}` : digits);
}

import { Place } from "../place";

/** What an address is, by crash's command `sym`. */
export interface CrashSymbol extends Place {
    /** The address, hexadecimal. */
    address: string;
    /** nm(1)'s letter, such as `T` or `t`; crash has words of its own for modules. */
    type: string;
    symbol: string;
}

const symbolLine =
    /^([0-9a-f]+) \(([^()]+)\) ([^\s+]+)(?:\+(0x[0-9a-f]{1,16}|\d{1,15}))?(?: +\[([^\]]+)\])?(?: +(\S.*): (\d{1,9}))?\s*$/;

/**
 * Reads the output of crash 7 to 9's `sym ADDRESS`, any number of them. Every other line is skipped. It never throws.
 */
export function parseSym(text: string): CrashSymbol[] {
    return text.split(/\r?\n/).flatMap((line) => {
        const match = symbolLine.exec(line.trim());
        if (match === null) return [];
        const [, address, type, symbol, offset, module, file, number] = match;
        const one: CrashSymbol = { address, type, symbol };
        if (offset !== undefined) one.offset = Number(offset);
        if (module !== undefined) one.module = module;
        if (file !== undefined) Object.assign(one, { file, line: Number(number) });
        return [one];
    });
}

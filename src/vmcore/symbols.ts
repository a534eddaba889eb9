import { sourceSymbol } from "./place";

/** Names of functions, where * is any rest, such as `asm_exc_*`. */
export type Symbols = (symbol: string) => boolean;

/** No function of the kernel has a longer name (KSYM_NAME_LEN). */
const longest = 512;

/** Whether a function is one of those, by names between blanks, whatever suffix the compiler gave it. */
export function symbols(list: string): Symbols {
    const names = list.trim().split(/\s+/);
    const known = new Set(names.filter((name) => !name.includes("*")));
    const beginnings = names
        .filter((name) => name.indexOf("*") === name.length - 1)
        .map((name) => name.slice(0, -1));
    const inside = names
        .filter((name) => name.includes("*") && name.indexOf("*") < name.length - 1)
        .map((name) => name.split("*", 2));
    return (symbol) => {
        const name = sourceSymbol(symbol);
        if (name.length > longest) return false;
        return (
            known.has(name) ||
            beginnings.some((beginning) => name.startsWith(beginning)) ||
            inside.some(
                ([head, tail]) =>
                    name.startsWith(head) && name.endsWith(tail) && name.length >= head.length + tail.length,
            )
        );
    };
}

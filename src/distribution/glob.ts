/** A pattern of a shell's `case`, of which data/ has `*` and `[a-b]` alone, as a regular expression. */
export function globRegExp(pattern: string): RegExp {
    return new RegExp(`^${pattern.replace(/[.+?^$(){}|\\]/g, "\\$&").replaceAll("*", "[^]*")}$`);
}

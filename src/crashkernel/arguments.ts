/** One crashkernel= argument, prefix stripped, with its zero-based offset in the text. */
export interface Argument {
    words: string;
    at: number;
}

const name = "crashkernel=";

/**
 * The arguments of a text: each word is one, with or without the leading `crashkernel=`. A word without it that follows a
 * comma is the rest of a value with a blank in it, not an argument. As in the kernel, an argument begins after the last
 * `crashkernel=` of a word, wherever that stands (`get_last_crashkernel`).
 */
export function argumentsOf(text: string): Argument[] {
    const all: Argument[] = [];
    let before = "";
    for (const { 0: word, index } of text.matchAll(/[^ ]+/g)) {
        const at = word.lastIndexOf(name);
        const skipped = at < 0 ? 0 : at + name.length;
        if (at >= 0 || !before.endsWith(",")) all.push({ words: word.slice(skipped), at: index + skipped });
        before = word;
    }
    return all;
}

/** The offset of a word that a blank after a comma separates from its value. */
export function brokenAt(text: string): number | undefined {
    const gap = /, +(?![^ ]*crashkernel=)[^ ]/.exec(text);
    return gap === null ? undefined : gap.index + 1;
}

/** Which of these suffixes an argument has. */
export function suffixOf(words: string, suffixes: string[]): string | undefined {
    return suffixes.find((suffix) => words.endsWith(`,${suffix}`));
}

/** One argument of a text, without its `crashkernel=`, and where it begins, from 0. */
export interface Argument {
    words: string;
    at: number;
}

const name = "crashkernel=";

/**
 * The arguments of a text: each word is one, with or without the leading `crashkernel=`. A word without it that comes
 * after a comma is what is left of a value with a blank inside, and no argument. As in the kernel, what counts begins
 * behind the last `crashkernel=` of a word, wherever in it that stands (`get_last_crashkernel`).
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

/** Where a word stands that is none, because a blank after a comma parts it from its value. */
export function brokenAt(text: string): number | undefined {
    const gap = /, +(?![^ ]*crashkernel=)[^ ]/.exec(text);
    return gap === null ? undefined : gap.index + 1;
}

/** Which of these suffixes an argument ends in. */
export function suffixOf(words: string, suffixes: string[]): string | undefined {
    return suffixes.find((suffix) => words.endsWith(`,${suffix}`));
}

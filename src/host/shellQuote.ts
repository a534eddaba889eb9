/**
 * Quotes one word for a POSIX shell, so that the shell hands exactly this text to the program.
 *
 * Words of harmless characters stay as they are, because they are read by people in `pulumi preview`.
 *
 * @param word any text without NUL, which no program argument can carry
 * @returns the word itself, or the word in single quotes
 * @throws Error when the word contains NUL
 */
export function shellQuote(word: string): string {
    if (word.includes("\0")) {
        throw new Error("A program argument cannot contain the NUL character; remove it from the value.");
    }
    if (/^[A-Za-z0-9_./:,@%+=-]+$/.test(word)) {
        return word;
    }
    return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Renders one command line of the given words, each quoted. */
export function commandLine(...words: string[]): string {
    return words.map(shellQuote).join(" ");
}

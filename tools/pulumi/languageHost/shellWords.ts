/** Splits a text into words as a shell does, with its quotes and backslashes, but without expanding anything. */
export function shellWords(text: string): string[] {
    const words: string[] = [];
    // A word is a run of quoted pieces, escaped characters and anything else that is not a blank.
    const word = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs;
    const rest = text.replace(word, (found) => {
        words.push(unquoted(found));
        return "";
    });
    if (rest.trim() !== "") throw new Error(`A quote is not closed, or a backslash is last, in: ${text}`);
    return words;
}

function unquoted(word: string): string {
    return word.replace(
        /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs,
        (_, double?: string, single?: string, escaped?: string) =>
            double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? escaped ?? "",
    );
}

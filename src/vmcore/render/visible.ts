/** Characters that do not show, or that change how others show: controls, and marks of writing direction. */
const unseen =
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text of the crashed machine for people's eyes: what would not show, or would act on a terminal, stands there as
 * `\x1b` or `\u202e`. Line feeds and tabs stay.
 */
export function visible(text: string): string {
    return text.replace(unseen, (character) => {
        const code = character.charCodeAt(0);
        return code < 256
            ? `\\x${code.toString(16).padStart(2, "0")}`
            : `\\u${code.toString(16).padStart(4, "0")}`;
    });
}

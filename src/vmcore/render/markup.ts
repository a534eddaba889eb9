import { visible } from "./visible";

const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

/** A piece of a page, made by `markup` alone, so that it is not escaped again. */
export class Markup {
    /** @param text HTML in which everything from outside is escaped */
    constructor(readonly text: string) {}
}

/** What may stand in a template: text, which is escaped, and pieces. */
type Part = string | number | Markup | readonly Part[];

/**
 * HTML from a template. What stands in the template itself is markup; every text that is put in is escaped, for an
 * element's content and for an attribute in quotes, and characters that do not show are spelt out. (A tag named `html`
 * would have prettier put blanks into the page.)
 */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
    return new Markup(strings.reduce((before, after, index) => before + escaped(parts[index - 1]) + after));
}

function escaped(part: Part): string {
    if (part instanceof Markup) return part.text;
    if (typeof part === "object") return part.map(escaped).join("");
    return visible(String(part)).replace(/[&<>"']/g, (character) => entities[character]);
}

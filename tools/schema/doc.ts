// Doc comments as a schema has them.
import { choicesOf, Declaration, Doc, isChoices } from "../docs/source";

/** What reads doc comments for other languages, which have the words to choose from as text or by other names. */
export class DocTexts {
    /** Each word by its name in TypeScript, such as `RebootPolicy.Never`. */
    private readonly words = new Map<string, string>();

    constructor(all: Map<string, Declaration>) {
        for (const [name, node] of all) {
            if (!isChoices(node)) continue;
            for (const word of choicesOf(node)) this.words.set(`${name}.${word.name}`, word.value);
        }
    }

    /** A doc comment's text, with what counts where a value is left out. */
    description({ paragraphs, default: left, deprecated }: Doc): string | undefined {
        const said = deprecated === undefined ? paragraphs : paragraphs.slice(0, -1);
        const text = left === undefined ? said : [...said, `Default: ${left}`];
        return text.length === 0 ? undefined : text.map((one) => this.neutral(one)).join("\n\n");
    }

    /** The value of `@default`, where that is one and nothing else. */
    default({ default: left = "" }: Doc): { default?: string | number | boolean } {
        const value = this.neutral(left);
        if (!/^("[^"]*"|\d+|true|false)$/.test(value)) return {};
        return { default: JSON.parse(value) as string | number | boolean };
    }

    private neutral(text: string): string {
        return text.replace(/\b[A-Z]\w*\.[A-Z]\w*\b/g, (name) => {
            const word = this.words.get(name);
            return word === undefined ? name : JSON.stringify(word);
        });
    }
}

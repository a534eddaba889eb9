// Texts that a regular expression may take long over: what it nearly matches, with one part of it repeated many times.

/** One element of a pattern: characters that it takes, or a group with alternatives; and how often at least. */
interface Element {
    characters?: string[];
    alternatives?: Element[][];
    least: number;
    repeats: boolean;
}

/** A text that is grown by repeating its middle. */
export interface Pump {
    before: string;
    middle: string;
    after: string;
}

/** A pump's text of about so many characters. */
export function pumped({ before, middle, after }: Pump, length: number): string {
    return before + middle.repeat(Math.ceil(length / middle.length)) + after;
}

/** Characters that a class is tried with; the first that it takes stand for it. */
const probes = [..." \naA0/[]():-.+\"'`#,=@<>?_~{}|\\!;&\u001b\r\t\0é"];

/** What makes a pattern fail at the end, or look for another beginning. */
const ends = ["\u0001", "\n\u0001"];

/** How many elements are repeated together; a word of plain characters is one. */
const together = 4;

/** Every run of a pattern's elements as the middle of a pump, behind a text that matches what comes before it. */
export function pumpsOf({ source, flags }: RegExp): Pump[] {
    const alternatives = new Parser(source, flags).alternatives();
    const found = new Map<string, Pump>();
    for (const elements of alternatives.flatMap(flattened)) {
        const texts = inWords(elements).map((element) => samplesOf(element));
        for (let from = 0; from < texts.length; from++) {
            const before = texts.slice(0, from).map(([first]) => first);
            for (let to = from + 1; to <= Math.min(texts.length, from + together); to++) {
                const rest = texts.slice(from + 1, to).map(([first]) => first);
                for (const start of to === from + 1 ? texts[from] : [texts[from][0]]) {
                    const middle = start + rest.join("");
                    if (middle === "") continue;
                    for (const after of ends) {
                        const pump = { before: before.join(""), middle, after };
                        found.set(JSON.stringify(pump), pump);
                    }
                }
            }
        }
    }
    return [...found.values()];
}

/** The ways through a pattern: one for each alternative of a group, with the first of all others. */
function flattened(elements: Element[]): Element[][] {
    const ways: Element[][] = [[]];
    for (const element of elements) {
        const inner = element.alternatives?.flatMap(flattened) ?? [[element]];
        const [first = [], ...others] = inner;
        const base = ways[0];
        ways.push(...others.map((other) => [...base, ...other]));
        for (const way of ways.slice(0, ways.length - others.length)) way.push(...first);
    }
    return ways.slice(0, 64);
}

/** Plain characters one after another taken for one element. */
function inWords(elements: Element[]): Element[] {
    const found: Element[] = [];
    let word: Element | undefined;
    for (const element of elements) {
        const plain = !element.repeats && element.characters?.length === 1;
        if (plain && word !== undefined) word.characters = [word.characters![0] + element.characters![0]];
        else found.push((word = plain ? { ...element } : undefined) ?? element);
    }
    return found;
}

function samplesOf({ characters = [""], least }: Element): string[] {
    return characters.map((character) => character.repeat(Math.max(1, least)));
}

/** Reads as much of a pattern as is needed here. */
class Parser {
    private at = 0;

    constructor(
        private readonly source: string,
        private readonly flags: string,
    ) {}

    alternatives(): Element[][] {
        const all: Element[][] = [[]];
        while (this.at < this.source.length && this.source[this.at] !== ")") {
            if (this.source[this.at] === "|") {
                this.at++;
                all.push([]);
            } else {
                const element = this.element();
                if (element !== undefined) all[all.length - 1].push(element);
            }
        }
        return all;
    }

    private element(): Element | undefined {
        const start = this.at;
        const character = this.source[this.at++];
        if (character === "^" || character === "$") return undefined;
        if (character === "(") return this.group();
        if (character === "\\") {
            this.at += { x: 3, u: 5 }[this.source[this.at]] ?? 1;
        } else if (character === "[") {
            while (this.source[this.at] !== "]" || this.at === start + 1) {
                if (this.source[this.at] === "]" && this.at === start + 1) break;
                this.at += this.source[this.at] === "\\" ? 2 : 1;
            }
            this.at++;
        }
        const one = this.source.slice(start, this.at);
        if (/^\\[bB1-9]$/.test(one)) return undefined;
        const literal = /^\\[^a-zA-Z0-9]$/.test(one) ? one[1] : one;
        const characters =
            literal.length === 1 && literal !== "." ? [literal] : probes.filter(this.taken(one)).slice(0, 4);
        return this.quantified({ characters, least: 1, repeats: false });
    }

    private taken(one: string): (character: string) => boolean {
        const pattern = new RegExp(`^(?:${one})$`, this.flags.replace(/[gy]/g, ""));
        return (character) => pattern.test(character);
    }

    private group(): Element | undefined {
        const looks = /^\?(?:[=!]|<[=!])/.exec(this.source.slice(this.at))?.[0];
        const mark = /^\?(?::|<[A-Za-z]\w*>)/.exec(this.source.slice(this.at))?.[0] ?? looks ?? "";
        this.at += mark.length;
        const alternatives = this.alternatives();
        this.at++;
        const element = this.quantified({ alternatives, least: 1, repeats: false });
        return looks === undefined ? element : undefined;
    }

    private quantified(element: Element): Element {
        const found = /^(?:[*+?]|\{(\d+)(,?)\d*\})\??/.exec(this.source.slice(this.at));
        if (found === null) return element;
        this.at += found[0].length;
        return { ...element, repeats: true, least: Math.min(Number(found[1] ?? 1), 64) };
    }
}

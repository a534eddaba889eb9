// Counting edits is a solved problem outside our field: a library does it.
import { distance } from "fastest-levenshtein";

/** The name that was probably meant: upper case, hyphens and underscores aside, at most three letters are otherwise, and at most half of them. */
export function nearest(written: string, names: readonly string[]): string | undefined {
    const plain = (name: string) => name.toLowerCase().replace(/[_-]/g, "");
    const ranked = names
        .map((name) => ({ name, edits: distance(plain(written), plain(name)) }))
        .sort((a, b) => a.edits - b.edits);
    const [best] = ranked;
    return best !== undefined && best.edits <= 3 && best.edits * 2 <= plain(written).length
        ? best.name
        : undefined;
}

import { isObject, Properties, reveal } from "./values";

export type Kind = "add" | "delete" | "update";

/**
 * The paths at which inputs differ. The plugin compares nothing but inputs: whatever differs is an update, or a
 * replacement if it lies in `triggers`.
 */
export function differences(olds: Properties, news: Properties): Map<string, Kind> {
    const found = new Map<string, Kind>();
    compareObjects("", reveal(olds) as Properties, reveal(news) as Properties, found);
    return found;
}

export function replaces(path: string): boolean {
    return /^triggers(\[|$)/.test(path);
}

function compare(path: string, before: unknown, after: unknown, found: Map<string, Kind>): void {
    if (isEmpty(before) && isEmpty(after)) return;
    if (isEmpty(before)) found.set(path, "add");
    else if (isEmpty(after)) found.set(path, "delete");
    else if (isObject(before) && isObject(after)) compareObjects(path, before, after, found);
    else if (Array.isArray(before) && Array.isArray(after)) {
        for (let i = 0; i < Math.max(before.length, after.length); i++) {
            compare(`${path}[${i}]`, before[i], after[i], found);
        }
    } else if (before !== after) found.set(path, "update");
}

function compareObjects(path: string, before: Properties, after: Properties, found: Map<string, Kind>): void {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        compare(path ? `${path}.${key}` : key, before[key], after[key], found);
    }
}

function isEmpty(value: unknown): boolean {
    return value === undefined || value === null;
}

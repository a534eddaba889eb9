// What Node.js before 16.6 lacks of what is used here, and version 10 more of it.

bring(Array.prototype, "at", function <T>(this: T[], index: number): T | undefined {
    return this[index < 0 ? this.length + index : index];
});

bring(Array.prototype, "flatMap", function <T, U>(this: T[], of: (one: T, index: number) => U | U[]): U[] {
    return ([] as U[]).concat(...this.map((one, index) => of(one, index)));
});

bring(Object, "fromEntries", (entries: Iterable<[string, unknown]>): Record<string, unknown> => {
    const made: Record<string, unknown> = {};
    for (const [name, value] of entries)
        Object.defineProperty(made, name, { value, enumerable: true, writable: true, configurable: true });
    return made;
});

bring(String.prototype, "matchAll", function (this: string, pattern: RegExp): RegExpExecArray[] {
    const found: RegExpExecArray[] = [];
    const own = new RegExp(pattern.source, pattern.flags);
    for (let match = own.exec(this); match !== null; match = own.exec(this)) {
        found.push(match);
        if (match[0] === "") own.lastIndex += 1;
    }
    return found;
});

function bring(holder: object, name: string, value: unknown): void {
    if (name in holder) return;
    Object.defineProperty(holder, name, { value, writable: true, configurable: true });
}

// What Node.js before 16.6 lacks of what is used here.

if ((Array.prototype.at as unknown) === undefined)
    Object.defineProperty(Array.prototype, "at", {
        value<T>(this: T[], index: number): T | undefined {
            return this[index < 0 ? this.length + index : index];
        },
    });

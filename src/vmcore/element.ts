/** An element by its index, from the end where that is negative: Array.prototype.at, which Node.js has from version 16 on. */
export function element<T>(all: readonly T[], index: number): T | undefined {
    return all[index < 0 ? all.length + index : index];
}

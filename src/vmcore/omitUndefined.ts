/** The object without its undefined members, so that JSON and comparisons do not see them. */
export function omitUndefined<T extends object>(value: T): T {
    return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

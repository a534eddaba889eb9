/** The object without its undefined members, which neither JSON nor a comparison should see. */
export function omitUndefined<T extends object>(value: T): T {
    return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

import { UnknownValueError } from "@pulumi/policy";

/**
 * What `read` returns; nothing where it meets a value that is only known after the update, which is then judged with it.
 */
export function ifKnown<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch (error) {
        if (error instanceof UnknownValueError) return undefined;
        throw error;
    }
}

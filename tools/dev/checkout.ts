import * as path from "node:path";

/** The checkout this file belongs to. */
export const checkout = path.resolve(__dirname, "..", "..");

/**
 * Where everything that is downloaded, built or written while running lies: `.cache` of the checkout, or the
 * directory that KDUMP_CACHE names. Nothing outside of it is ever written, the user's own ~/.pulumi least of all.
 */
export function cacheDirectory(...below: string[]): string {
    return path.join(path.resolve(process.env.KDUMP_CACHE || path.join(checkout, ".cache")), ...below);
}

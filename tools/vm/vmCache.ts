import { cacheDirectory } from "../dev/checkout";

/** Where layers, runs and console logs are kept: `vm` in the cache of this checkout. */
export function vmCache(...below: string[]): string {
    return cacheDirectory("vm", ...below);
}

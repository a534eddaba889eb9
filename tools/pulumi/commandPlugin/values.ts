// The values that the engine and a provider send each other: JSON, in which objects with a signature stand for
// secrets, assets and the like.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** A value that is only known once something was created. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

export function isObject(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: unknown): value is Properties {
    return isObject(value) && value[SIGNATURE] === SECRET;
}

export function secret(value: unknown): unknown {
    return isSecret(value) || value === UNKNOWN ? value : { [SIGNATURE]: SECRET, value };
}

/** A file or a text to be copied. */
export interface Asset {
    hash: string;
    path?: string;
    text?: string;
}

export function asAsset(value: unknown): Asset | undefined {
    return isObject(value) && value[SIGNATURE] === ASSET ? (value as unknown as Asset) : undefined;
}

export function isArchive(value: unknown): boolean {
    return isObject(value) && value[SIGNATURE] === ARCHIVE;
}

/** The value with everything secret in it laid open. */
export function reveal(value: unknown): unknown {
    if (isSecret(value)) return reveal(value.value);
    if (Array.isArray(value)) return value.map(reveal);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, reveal(member)]));
}

import { isObject, isSecret, Properties, reveal, secret, UNKNOWN } from "./values";

/** A connection as the plugin's schema has it, with the defaults filled in. */
export interface Connection {
    user: string;
    host: string;
    port: number;
    password?: string;
    privateKey?: string;
    privateKeyPassword?: string;
    agentSocketPath?: string;
    hostKey?: string;
    dialErrorLimit: number;
    perDialTimeout: number;
    proxy?: Connection;
}

const DEFAULTS = { user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 };

/** Fills in the defaults and makes the whole connection secret, as it must never be shown. */
export function checkedConnection(value: unknown): unknown {
    const inner = isSecret(value) ? value.value : value;
    if (!isObject(inner)) return value === UNKNOWN ? value : secret(value);
    return secret({
        ...withDefaults(inner),
        ...(isObject(inner.proxy) && { proxy: withDefaults(inner.proxy) }),
    });
}

export function asConnection(value: unknown): Connection {
    return reveal(value) as Connection;
}

function withDefaults(connection: Properties): Properties {
    return { ...DEFAULTS, ...connection };
}

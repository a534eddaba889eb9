import { types } from "@pulumi/command";

import { group, Kind, number, Properties, secretText, text } from "../args/kinds";
import { KnownConnection, noHost } from "./connection";

const login = {
    agentSocketPath: text,
    dialErrorLimit: number,
    host: text,
    hostKey: text,
    password: secretText,
    perDialTimeout: number,
    port: number,
    privateKey: secretText,
    privateKeyPassword: secretText,
    user: text,
} satisfies Properties<types.input.remote.ProxyConnectionArgs>;

const needed = { host: noHost };

/** What there is to say about a connection. */
export const connectionKind: Kind<KnownConnection> = group<types.input.remote.ConnectionArgs>(
    { ...login, proxy: group<types.input.remote.ProxyConnectionArgs>(login, needed) },
    needed,
);

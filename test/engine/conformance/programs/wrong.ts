// What can go wrong, every way in a resource of its own.
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

type Connection = pulumi.Unwrap<remote.CommandArgs["connection"]>;

const config = new pulumi.Config();
const connection = config.requireSecretObject<Connection>("connection");
const other = config.requireSecretObject<Connection>("other");
const refused = config.requireNumber("refusedPort");

const but = (changes: Partial<Connection>) => connection.apply((usual) => ({ ...usual, ...changes }));

new remote.Command("failing", {
    connection,
    create: `echo on stdout; echo "on 'stderr'" >&2; exit 3`,
    delete: "true",
    logging: remote.Logging.None,
});
new remote.Command("killed", { connection, create: "echo last words; kill -TERM $$" });
new remote.Command("wrong-key", {
    connection: pulumi
        .all([connection, other])
        .apply(([usual, { privateKey }]) => ({ ...usual, privateKey, dialErrorLimit: 0 })),
    create: "true",
});
new remote.Command("wrong-host-key", {
    connection: pulumi
        .all([connection, other])
        .apply(([usual, { hostKey }]) => ({ ...usual, hostKey, dialErrorLimit: 1 })),
    create: "true",
});
new remote.Command("no-key", { connection: but({ privateKey: "nonsense" }), create: "true" });
new remote.Command("refused", { connection: but({ port: refused, dialErrorLimit: 2 }), create: "true" });
new remote.Command(
    "overdue",
    { connection: but({ port: refused, dialErrorLimit: -1 }), create: "true" },
    { customTimeouts: { create: "2s" } },
);
// Nobody listens there at first; the test begins to when it sees that attempts have failed.
new remote.Command("later", { connection: other, create: "echo there" });

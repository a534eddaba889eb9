import { types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { hostNameProblem, isAddress, isHostName, portProblem } from "./args/address";
import { Checks } from "./args/checks";
import { hostKeyOf, hostKeyProblem } from "./args/hostKey";
import { flag, number, plain, Properties, text, textLike } from "./args/kinds";
import { parentDirectoryProblem } from "./args/paths";
import { optional, Problem } from "./args/problem";
import { defaultKeepFree, defaultQuota, roomProblem } from "./dumpServer/room";
import { dumpServers } from "./dumpServer/shared";
import { parseStep, strangeAnswer } from "./host/answer";
import { installServer, kdumpServer, undoServerInstall, undoServerOwner } from "./host/commands";
import { connectionProblems, KnownConnection, withSecretsMarked } from "./host/connection";
import { connectionKind } from "./host/connectionProperties";
import { hooksOf } from "./host/hooks";
import { OutputsOf } from "./host/outputs";
import { serverProgram } from "./host/program";
import { deleteTimeoutFrom, identityNote, instanceIdProblem } from "./host/remoteHost";
import { copyOf, stepsOf } from "./host/step";
import { noteUnpinned } from "./host/unpinned";
import { ownerName } from "./look/owner";
import { stackState } from "./look/stackState";

const dumpServerType = "kdump:index:DumpServer";

/** Where the clients' directories are made by default. */
const defaultPath = "/srv/vmcores";

/** The arguments of a DumpServer. */
export interface DumpServerArgs {
    /** How the host is reached to prepare it, as with a Kdump: root, or a user who may run `sudo -n`. */
    connection: pulumi.Input<types.input.remote.ConnectionArgs>;
    /**
     * Tells this host from the one that takes its place, as with a Kdump.
     *
     * @default - the host is taken to be the same one for ever
     */
    instanceId?: pulumi.Input<string>;
    /**
     * The name or IPv4 address at which the hosts that dump reach it, from within their capture kernel: an address
     * needs no name server there.
     *
     * @default - the connection's host
     */
    address?: pulumi.Input<string>;
    /**
     * The port of its ssh server, as the hosts that dump reach it.
     *
     * @default 22
     */
    port?: pulumi.Input<number>;
    /**
     * The directory in which each client gets one of its own. It is made with mode 0711 if it is not there.
     *
     * @default "/srv/vmcores"
     */
    path?: pulumi.Input<string>;
    /**
     * How much the dumps of one client may take, counted with its unfinished ones as the disk counts: bytes as a whole number
     * of at most six digits with M, G or T (in units of 1024; `256M` at least), or with `%` a share of the file system's size.
     * It is enforced while a dump is written, to 64 MiB: what would exceed it is refused, nothing is kept of it, and
     * the host's kdump and the server's log get a sentence. Dumps that are there stay, however much they take. Beside it a
     * client may have 10000 files and directories.
     *
     * @default "50%", so that no client can take the room of the others' next dumps
     */
    quota?: pulumi.Input<string>;
    /**
     * How much of the file system stays free whatever a client's quota, in the same words; `0%` for nothing. All clients
     * leave it, and so does a VmcoreReport that unpacks a dump there.
     *
     * @default "10%"
     */
    keepFree?: pulumi.Input<string>;
    /**
     * Whether this stack takes the host over from another that has prepared it, as with a Kdump.
     *
     * @default false
     */
    takeOver?: pulumi.Input<boolean>;
    /**
     * How long destroying tries to connect to the host, for each step of it, as with a Kdump: seconds, a whole number above 0.
     *
     * @default 120
     */
    deleteTimeout?: number;
}

const properties: Properties<DumpServerArgs> = {
    connection: connectionKind,
    instanceId: text,
    address: text,
    port: number,
    path: textLike(defaultPath),
    quota: textLike(defaultQuota),
    keepFree: textLike(defaultKeepFree),
    deleteTimeout: plain(number),
    takeOver: flag,
};

/**
 * A host that receives the dumps of other hosts over ssh: give it to their Kdumps as `dumpServer`. Any Linux with OpenSSH
 * will do.
 *
 * Each client gets an account and a directory of its own. What its key can do there is what kdump needs: make
 * directories, write files and give them their final names. It can neither read dumps back, nor remove, rename or write to
 * those that are finished, nor see another client's. The account's login shell is the program that takes dumps in, which
 * reads a client's words and runs nothing else; there is no sftp-server and no forwarding.
 */
export class DumpServer extends pulumi.ComponentResource {
    /** The directory that holds the clients' directories. */
    public readonly path!: pulumi.Output<string>;
    /** The name or address at which clients reach it. */
    public readonly address!: pulumi.Output<string>;
    /** The port at which clients reach it. */
    public readonly port!: pulumi.Output<number>;
    /** The public host keys that clients pin, each `TYPE KEY`. */
    public readonly hostKeys!: pulumi.Output<string[]>;

    /**
     * Prepares a host that collects dumps.
     *
     * @param name the unique name of the resource; its children are called NAME-program, NAME-server and NAME-owner
     * @param args how it is reached, by Pulumi and by its clients
     * @param opts options of the component
     * @throws pulumi.InputPropertiesError with every mistake in the arguments, as with a Kdump
     */
    constructor(name: string, args: DumpServerArgs, opts?: pulumi.ComponentResourceOptions) {
        const checks = new Checks(dumpServerType, name, args, properties);
        const host = {
            connection: checks.check(checks.argument("connection"), connectionProblems),
            identity: checks.check(
                checks.argument("instanceId"),
                (id) => optional("instanceId", id, instanceIdProblem),
                identityNote,
            ),
            deleteTimeout: deleteTimeoutFrom(checks),
        };
        const address = checks.check<Reached, string>(
            { own: checks.argument("address"), connection: checks.argument("connection") },
            addressProblems,
            addressOf,
        );
        const port = checks.check(
            checks.argument("port"),
            (value) => optional("port", value, portProblem),
            (value) => value ?? 22,
        );
        const path = checks.check(
            checks.argument("path"),
            (value) => optional("path", value, parentDirectoryProblem),
            (value) => value ?? defaultPath,
        );
        const quota = checks.check(
            checks.argument("quota"),
            (value) => optional("quota", value, (size) => roomProblem(size, true)),
            (value) => value ?? defaultQuota,
        );
        const keepFree = checks.check(
            checks.argument("keepFree"),
            (value) => optional("keepFree", value, (size) => roomProblem(size)),
            (value) => value ?? defaultKeepFree,
        );
        const takeOver = checks.check(
            checks.argument("takeOver"),
            () => [],
            (take) => take ?? false,
        );
        const inputs = () => ({ ...args, connection: withSecretsMarked(args.connection) });
        super(dumpServerType, name, checks.inputs(inputs), opts);
        checks.report(this);
        const access = { host, hooks: hooksOf(this, name, host) };
        const target = { ...access, parent: this, name };

        const step = stepsOf(target);
        const owner = ownerName(name);

        const program = copyOf(serverProgram(), target);
        const server = step("server", {
            create: pulumi
                .all([path, takeOver])
                .apply(([directory, over]) =>
                    installServer(serverProgram(), directory, { name: owner, takeOver: over }),
                ),
            delete: undoServerInstall(),
            after: program,
        });
        step("owner", {
            create: kdumpServer.owner(owner, ["install"]),
            delete: undoServerOwner(owner),
            undoneFirst: true,
            after: server,
        });

        const outputs: OutputsOf<DumpServer> = {
            path,
            address,
            port,
            hostKeys: server.stdout.apply(hostKeysOf),
        };
        dumpServers.share(this, { ...access, ...outputs, room: { quota, keepFree }, last: server });
        Object.assign(this, outputs);
        const noted = pulumi.runtime.isDryRun()
            ? noteUnpinned(name, host.connection, args.connection, isNew(name))
            : Promise.resolve();
        this.registerOutputs(noted.then(() => outputs));
    }
}

/** Whether the stack has not prepared it yet. */
async function isNew(name: string): Promise<boolean> {
    return (await stackState()).step(dumpServerType, `${name}-server`) === undefined;
}

/** How clients reach a server. */
interface Reached {
    own?: pulumi.Input<string | undefined>;
    connection?: pulumi.Input<KnownConnection>;
}

type KnownReached = { own?: string; connection?: KnownConnection };

function addressOf({ own, connection }: KnownReached): string {
    return own ?? connection?.host ?? "";
}

function addressProblems({ own, connection }: KnownReached): Problem[] {
    const host = connection?.host;
    if (own === undefined && typeof host === "string" && isAddress(host) && !isHostName(host)) {
        const reason = `${host}, the connection's host, is not a host name or IPv4 address; give one by which clients reach this host.`;
        return [{ propertyPath: "address", reason }];
    }
    return optional("address", own, hostNameProblem);
}

/** More than any host has, and short enough for a command line. */
const mostHostKeys = 16;

/**
 * The host keys that the server reports. They go to the known_hosts of others, so each has to be a key and nothing else.
 *
 * @throws Error when the host said something else
 */
function hostKeysOf(text: string): string[] {
    const { hostKeys } = parseStep(text);
    if (!Array.isArray(hostKeys) || hostKeys.length === 0 || hostKeys.length > mostHostKeys) {
        throw strangeAnswer(
            "The host of the DumpServer reports no host keys, so no client could recognise it. " +
                "Look at /etc/ssh/ssh_host_*_key.pub there, then run `pulumi up` again.",
        );
    }
    for (const key of hostKeys as string[]) {
        const problem = hostKeyProblem(key);
        if (problem !== undefined) {
            throw strangeAnswer(
                `The host of the DumpServer reports a host key that cannot be pinned. ${problem}`,
            );
        }
    }
    return (hostKeys as string[]).map(hostKeyOf);
}

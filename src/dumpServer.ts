import * as pulumi from "@pulumi/pulumi";
import { types } from "@pulumi/command";

import { connectionProblems, portProblem, withSecretsMarked } from "./connection";
import { defaultKeepFree, defaultQuota, roomProblem } from "./dumpRoom";
import { parseStep } from "./facts";
import { hooksOf } from "./hooks";
import { installCommand, serverProgram } from "./hostProgram";
import { identityNote, instanceIdProblem } from "./knownHost";
import { pathProblem } from "./kdumpConfDirectives";
import { Checks, found } from "./problems";
import { shareServer } from "./sharedServer";
import { copyOf, stepsOf, undoOnServer } from "./step";

/** Where the clients' directories are made, if nothing is said. */
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
}

/**
 * A host that takes in the dumps of other hosts over ssh: give it to their Kdumps as `dumpServer`. Any Linux with OpenSSH
 * does.
 *
 * Each client gets an account and a directory of its own. What its key can do there is what kdump needs: make
 * directories, write files and give them their final names. It can neither read dumps back, nor remove, rename or write to
 * those that are finished, nor see another client's. The account's login shell is the program that takes dumps in, which
 * reads a client's words and runs nothing else; there is no sftp-server and no forwarding.
 */
export class DumpServer extends pulumi.ComponentResource {
    /** The directory that holds the clients' directories. */
    public readonly path: pulumi.Output<string>;
    /** The name or address at which clients reach it. */
    public readonly address: pulumi.Output<string>;
    /** The port at which clients reach it. */
    public readonly port: pulumi.Output<number>;
    /** The public host keys that clients pin, each `TYPE KEY`. */
    public readonly hostKeys: pulumi.Output<string[]>;

    /**
     * Prepares a host that collects dumps.
     *
     * @param name the unique name of the resource; its children are called NAME-program and NAME-server
     * @param args how it is reached, by Pulumi and by its clients
     * @param opts options of the component
     * @throws pulumi.InputPropertiesError with everything that is wrong with the arguments
     */
    constructor(name: string, args: DumpServerArgs, opts?: pulumi.ComponentResourceOptions) {
        const checks = new Checks("kdump:index:DumpServer", name);
        const connection = checks.check(args?.connection, connectionProblems);
        const wanted = {
            connection,
            identity: checks.check(
                args?.instanceId,
                (id) => found("instanceId", id, instanceIdProblem),
                identityNote,
            ),
            rebootTimeout: 0,
        };
        const address = checks.check(args?.address, (text) => found("address", text, addressProblem));
        const port = checks.check(args?.port ?? 22, (number) => found("port", number, portProblem));
        const path = checks.check(args?.path ?? defaultPath, (text) => found("path", text, pathProblem));
        const quota = checks.check(args?.quota ?? defaultQuota, (text) =>
            found("quota", text, (size) => roomProblem(size, true)),
        );
        const keepFree = checks.check(args?.keepFree ?? defaultKeepFree, (text) =>
            found("keepFree", text, (size) => roomProblem(size)),
        );
        checks.throwIfAny();
        super(
            "kdump:index:DumpServer",
            name,
            { ...args, connection: withSecretsMarked(args.connection) },
            opts,
        );
        const access = { wanted, hooks: hooksOf(this, name, wanted) };
        const target = { ...access, parent: this, name };

        const program = copyOf(serverProgram(), target);
        const server = stepsOf(target)("server", {
            create: path.apply((directory) => installCommand(serverProgram(), directory)),
            delete: undoOnServer("install"),
            after: program,
        });

        this.path = path;
        this.address = pulumi.all([address, connection]).apply(([own, { host }]) => own ?? host);
        this.port = port;
        this.hostKeys = server.stdout.apply((text) => parseStep(text).hostKeys as string[]);
        shareServer(this, {
            ...access,
            path: this.path,
            address: this.address,
            port: this.port,
            hostKeys: this.hostKeys,
            room: { quota, keepFree },
            last: server,
        });
        this.registerOutputs({
            path: this.path,
            address: this.address,
            port: this.port,
            hostKeys: this.hostKeys,
        });
    }
}

function addressProblem(address: string): string | undefined {
    return /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(address)
        ? undefined
        : `${JSON.stringify(address)} is no name or IPv4 address; give one, and the port in port.`;
}

import * as pulumi from "@pulumi/pulumi";

import { Checks } from "./args/checks";
import { renamed } from "./args/formerName";
import {
    choiceProblems,
    collectionKeys,
    collectionOptions,
    Destination,
    destinationKind,
    destinationProblems,
    DumpCollectionArgs,
    dumpCollectionProperties,
    keyProblems,
    keysKind,
    S3StoreArgs,
    StoreKeys,
} from "./dumpCollectionArgs";
import { clientSteps, dumpClient, keyStep, publicKeyOf } from "./dumpServer/client";
import { dumpServers } from "./dumpServer/shared";
import { parseStep } from "./host/answer";
import { kdumpHost, undo, undoOwner } from "./host/commands";
import { OutputsOf } from "./host/outputs";
import { hostOf, hostProblems, stepsOn } from "./host/sharedHost";
import { ownerName } from "./look/owner";

/**
 * Sends every new dump of a host away: to an S3-compatible store, or over ssh to a DumpServer or another host.
 *
 * A systemd timer on the host does it after each boot, and again until it is done: whole dumps alone, with the logs
 * beside them and a manifest with sizes and SHA-256 sums, which goes last. After a cut connection or a reboot it goes on
 * where it was. A dump that was sent has a file `pulumi-kdump.collected` beside it. A dump holds the memory of the host:
 * whoever can read the destination can read that.
 */
export class DumpCollection extends pulumi.ComponentResource {
    /** Where dumps go: `s3://BUCKET/PREFIX/` or `USER@ADDRESS:PATH`. */
    public readonly destination!: pulumi.Output<string>;
    /** The systemd timer that collects them; `journalctl -u pulumi-kdump-collect` shows its results. */
    public readonly unit!: pulumi.Output<string>;
    /** With `ssh`, the key that the host made for itself, to be let in on the collecting host; else empty. */
    public readonly publicKey!: pulumi.Output<string>;

    /**
     * Declares a collection.
     *
     * @param name the unique name of the resource; its children are called NAME-collection, NAME-owner and, over ssh, NAME-key, with a
     * DumpServer also NAME-account and NAME-trust
     * @param args which host, and where its dumps go
     * @param opts options of the component
     * @throws pulumi.InputPropertiesError with every mistake in the arguments, as with a Kdump
     */
    constructor(name: string, args: DumpCollectionArgs, opts?: pulumi.ComponentResourceOptions) {
        const checks = new Checks(
            "kdump:index:DumpCollection",
            name,
            renamed(args, { server: "dumpServer" }),
            dumpCollectionProperties,
        );
        const { host, s3, ssh, dumpServer } = checks.args;
        const { accessKeyId, secretAccessKey, ...store } = s3 ?? ({} as Partial<S3StoreArgs>);
        const shared = dumpServers.find(dumpServer);
        const client = shared && dumpClient(name, shared);
        const destination = { s3: s3 && store, ssh: ssh ?? client?.account } as Destination;
        const choice = [...dumpServers.problems("dumpServer", dumpServer), ...choiceProblems(checks.args)];
        checks.add([...hostProblems(host), ...choice]);
        const told = choice.length > 0 || checks.refuses("s3", "ssh");
        const command = told
            ? checks.nothing<string>()
            : checks.check(
                  checks.ofKind<Destination>(destination, destinationKind, ""),
                  destinationProblems,
                  (known) => kdumpHost.collection(collectionOptions(known)),
              );
        const keys = told
            ? checks.nothing<string>()
            : checks.check(
                  checks.ofKind<StoreKeys>({ accessKeyId, secretAccessKey }, keysKind, "s3"),
                  keyProblems,
                  collectionKeys,
              );
        const secret = secretAccessKey === undefined ? undefined : pulumi.secret(secretAccessKey);
        const inputs = () => ({ ssh, s3: s3 && { ...store, accessKeyId, secretAccessKey: secret } });
        super("kdump:index:DumpCollection", name, checks.inputs(inputs), opts);
        checks.report(this);

        const on = hostOf(host, checks);
        const step = stepsOn(on, this, name, checks);
        const sender = { parent: this, name, step, after: on.last };
        const key = ssh && keyStep(sender);
        if (client !== undefined) clientSteps(client, sender);
        const collection = step("collection", {
            create: command,
            stdin: secret === undefined ? undefined : pulumi.secret(keys),
            delete: undo("collection"),
        });
        const owner = ownerName(`${name}:DumpCollection`); // a Kdump may have the same name
        step("owner", {
            create: kdumpHost.owner(owner, [
                ...(key || client ? ["key"] : []),
                ...(client ? ["trust"] : []),
                "collection",
            ]),
            delete: undoOwner(owner),
            undoneFirst: true,
            after: collection,
        });

        const answer = collection.stdout.apply(parseStep);
        const outputs: OutputsOf<DumpCollection> = {
            destination: answer.apply((all) => String(all.destination)),
            unit: answer.apply((all) => String(all.unit)),
            publicKey: key === undefined ? pulumi.output("") : publicKeyOf(key),
        };
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }
}

import * as pulumi from "@pulumi/pulumi";

import {
    collectionCommand,
    collectionKeys,
    Destination,
    destinationProblems,
    DumpCollectionArgs,
    keyProblems,
    StoreKeys,
} from "./dumpCollectionArgs";
import { parseStep } from "./facts";
import { Checks } from "./problems";
import { hostProblems, stepsOn } from "./sharedHost";
import { undo } from "./step";

/**
 * Has every new dump of a host sent off it: to an S3-compatible store, or to a collecting host over ssh.
 *
 * A systemd timer on the host does it after each boot, and again until it is done: whole dumps alone, with the logs
 * beside them and a manifest with sizes and SHA-256 sums, which goes last. After a cut connection or a reboot it goes on
 * where it was. What is safely away has a file `pulumi-kdump.collected` beside it. A dump holds all memory of the host:
 * whoever may read the destination may read that.
 */
export class DumpCollection extends pulumi.ComponentResource {
    /** Where dumps go: `s3://BUCKET/PREFIX/` or `USER@ADDRESS:PATH`. */
    public readonly destination: pulumi.Output<string>;
    /** The systemd timer that collects them; `journalctl -u pulumi-kdump-collect` tells what came of it. */
    public readonly unit: pulumi.Output<string>;

    /**
     * Declares a collection.
     *
     * @param name the unique name of the resource; its child is called NAME-collection
     * @param args which host, and where its dumps go
     * @param opts options of the component
     * @throws pulumi.InputPropertiesError with everything that is wrong with the arguments
     */
    constructor(name: string, args: DumpCollectionArgs, opts?: pulumi.ComponentResourceOptions) {
        const { host, s3, ssh } = args ?? {};
        const { accessKeyId, secretAccessKey, ...store } = s3 ?? {};
        const destination = { s3: s3 && store, ssh } as Destination;
        const checks = new Checks("kdump:index:DumpCollection", name);
        checks.add(hostProblems(host));
        const command = checks.check<Destination, string>(
            destination,
            destinationProblems,
            collectionCommand,
        );
        const keys = checks.check<StoreKeys, string>(
            { accessKeyId, secretAccessKey },
            keyProblems,
            collectionKeys,
        );
        checks.throwIfAny();
        const secret = secretAccessKey === undefined ? undefined : pulumi.secret(secretAccessKey);
        super(
            "kdump:index:DumpCollection",
            name,
            { ssh, s3: s3 && { ...store, accessKeyId, secretAccessKey: secret } },
            opts,
        );

        const step = stepsOn(
            host,
            this,
            name,
        )("collection", {
            create: command,
            stdin: secret === undefined ? undefined : pulumi.secret(keys),
            delete: undo("collection"),
        });

        const facts = step.stdout.apply(parseStep);
        this.destination = facts.apply((all) => String(all.destination));
        this.unit = facts.apply((all) => String(all.unit));

        this.registerOutputs({ destination: this.destination, unit: this.unit });
    }
}

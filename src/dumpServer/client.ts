import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { hostKeyOf, hostKeyProblem } from "../args/hostKey";
import { CollectingHostArgs } from "../collection/sshAccount";
import { DumpTargetType } from "../conf/kdumpConf";
import { PlainKdumpConf } from "../conf/kdumpConf";
import { parseStep, strangeAnswer } from "../host/answer";
import { kdumpHost, kdumpServer, undo, undoAccount } from "../host/commands";
import { shortDigest } from "../host/digest";
import { StepFactory, stepsOf } from "../host/step";
import { SharedServer } from "./shared";

/** The key that the host makes for itself. */
const sshkey = "/root/.ssh/pulumi-kdump_ed25519";

/** A host as a client of a DumpServer. */
export interface DumpClient {
    server: SharedServer;
    /** Its own account there. */
    user: string;
    /** Its own directory there. */
    directory: pulumi.Output<string>;
    /** The part of its dump configuration that follows from that. */
    conf: pulumi.Output<PlainKdumpConf>;
    /** How a DumpCollection reaches it. */
    account: CollectingHostArgs;
}

/** A sample of a client's configuration, for rules that go by its kind alone. */
export const anyClientConf: PlainKdumpConf = {
    target: { type: DumpTargetType.Ssh, location: "kdump@server" },
    sshkey,
    path: "/srv/vmcores/client",
};

/** @param name the Kdump's name */
export function dumpClient(name: string, server: SharedServer): DumpClient {
    const id = clientId(name);
    const user = `kdump-${id}`;
    const directory = server.path.apply((path) => `${withoutSlash(path)}/${id}`);
    const conf = pulumi.all([server.address, directory]).apply(([address, path]) => ({
        target: { type: DumpTargetType.Ssh, location: `${user}@${address}` },
        sshkey,
        path,
    }));
    const { address, port, hostKeys } = server;
    return { server, user, directory, conf, account: { user, address, port, path: directory, hostKeys } };
}

function withoutSlash(path: string): string {
    let end = path.length;
    while (path[end - 1] === "/") end--;
    return path.slice(0, end);
}

/**
 * A readable name that no other host has: stacks may share a server, two organisations may have stacks of one name, and
 * names may hold any character. An account name may have 32 characters.
 */
function clientId(name: string): string {
    const whole = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
    const digest = shortDigest(whole, 8);
    const readable = name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, 16);
    return `${readable}-${digest}`;
}

/** The host that sends its dumps. */
interface Sender {
    parent: pulumi.ComponentResource;
    name: string;
    step: StepFactory;
    after: pulumi.Resource | pulumi.Resource[];
}

/** Has a host make a key pair, whose private half stays there. */
export function keyStep({ step, after }: Pick<Sender, "step" | "after">): remote.Command {
    return step("key", { create: kdumpHost.key(), delete: undo("key"), after });
}

/** The public half of what `keyStep` made, which another host lets in. */
export function publicKeyOf(key: remote.Command): pulumi.Output<string> {
    return key.stdout.apply((text) => {
        const line = String(parseStep(text).publicKey);
        if (line.startsWith("ssh-ed25519 ") && hostKeyProblem(line) === undefined) return hostKeyOf(line);
        throw strangeAnswer(
            `The host answered the key step with ${JSON.stringify(line.slice(0, 100))}, which is not an ssh-ed25519 public key. ` +
                "Run `kdump-host key` there to see what is wrong, then run `pulumi up` again.",
        );
    });
}

/**
 * Lets a host send its dumps to a DumpServer: it makes a key, the server lets that key in, and the host pins the server's
 * keys and proves a write. Two steps on the host with one on the server in between.
 *
 * @returns the last of them
 */
export function clientSteps(client: DumpClient, { parent, name, step, after }: Sender): pulumi.Resource {
    const { server, user, directory } = client;
    const key = keyStep({ step, after });
    const publicKey = publicKeyOf(key);
    const account = stepsOf({ ...server, parent, name })("account", {
        create: pulumi
            .all([directory, publicKey, server.room.quota, server.room.keepFree])
            .apply(([path, text, quota, free]) => kdumpServer.account(user, path, text, quota, free)),
        delete: directory.apply((path) => undoAccount(user, path)),
        undoneFirst: true,
        // Another name is another account, and the old one must not keep the key.
        replacedWith: [user],
        after: [key, server.last],
    });
    return step("trust", {
        create: pulumi
            .all([server.address, server.port, directory, server.hostKeys])
            .apply(([address, port, path, hostKeys]) =>
                kdumpHost.trust({ user, address, port, path, hostKeys }),
            ),
        // Another key is another way in, which has to be proved again.
        stdin: publicKey.apply((text) => `# key ${text}\n`),
        delete: undo("trust"),
        after: account,
    });
}

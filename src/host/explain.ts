import { errors } from "../data/errors";
import { KnownConnection, targetOf } from "./connection";
import { LoginError, LoginFault } from "./ssh";

const notLetIn =
    "the host answers, but does not let this user in with this key or password. Check connection.user, and that the " +
    "public half of connection.privateKey is in the user's ~/.ssh/authorized_keys.";
const otherHostKey =
    "what answers there has another host key than connection.hostKey. If the VM was rebuilt, set the new key; if not, " +
    "somebody may be posing as the host.";

/** A message of the command plugin or of ssh, and what it means in words that help. */
const meanings: [RegExp, string][] = [
    [/unable to authenticate/, notLetIn],
    [/host key mismatch|knownhosts: key mismatch/, otherHostKey],
    [
        /no common algorithm for host key/,
        "the host has no host key of the kind that connection.hostKey pins. Set it to a line of the host's " +
            "/etc/ssh/ssh_host_*_key.pub.",
    ],
    [
        /connection refused/,
        "nothing listens on that port. Check connection.host and connection.port, and that the VM and its sshd run.",
    ],
    [
        /remote command exited without exit status|wait: remote command exited|\bEOF\b/,
        "the connection broke while the step was running, as when a host goes down. Every step can be run again: see that " +
            "the host is up, then run `pulumi up` again.",
    ],
    [
        /context deadline exceeded/,
        "the host did not let us in within the step's time limit. See that it is up and that sshd lets this user in.",
    ],
    [
        /kdump-host: (command )?not found/,
        "the host program is gone. Run `pulumi up` again: it looks at the host and puts the program back. With " +
            "`check: onChange`, which does not look, give another `instanceId`.",
    ],
    [
        /kdump-server: (command )?not found/,
        "the server's program is gone. Give another `instanceId` to the DumpServer and run `pulumi up` again, which puts " +
            "the program back.",
    ],
    [
        /cannot decode|ssh: no key found|this private key is passphrase protected/,
        "connection.privateKey cannot be read. If it has a passphrase, set connection.privateKeyPassword.",
    ],
];

/**
 * What a failed step's messages mean, and what to do.
 *
 * @param target the host as people know it, such as `admin@192.0.2.10:22`
 * @param messages the messages of the failed operation, newest first
 * @returns a sentence that names the host; for an error of the program itself only what its sentence leaves open,
 * which docs/reference/error-codes.md lists
 */
export function explanation(target: string, messages: string[]): string | undefined {
    const code = codeOf(messages);
    if (code !== undefined) {
        const row = Object.hasOwn(errors, code) ? errors[code] : undefined;
        return row?.say === true ? `${target}: ${row.remedy}` : undefined;
    }
    const meaning = meanings.find(([pattern]) => messages.some((message) => pattern.test(message)));
    return meaning === undefined ? undefined : `${target}: ${meaning[1]}`;
}

/** Messages of a host that answers, and does not let us in. */
const refusals =
    /unable to authenticate|key mismatch|no common algorithm for host key|cannot decode|private key|no key found/;

/** The code of an error that the program itself has said. */
function codeOf(messages: string[]): string | undefined {
    return /error \[([a-z0-9-]+)\]: /.exec(messages.join("\n"))?.[1];
}

/** What it means that a host refuses a login, or is not the one that it should be. */
export function refusal(connection: KnownConnection, { fault, ofProxy }: LoginError): string {
    const meaning = fault === LoginFault.OtherHostKey ? otherHostKey : notLetIn;
    return ofProxy && connection.proxy !== undefined
        ? `${targetOf(connection.proxy)}: ${meaning.replaceAll("connection.", "connection.proxy.")}`
        : `${targetOf(connection)}: ${meaning}`;
}

/**
 * What to do when a step could not be taken back.
 *
 * @param urn the step's own
 * @param target the host as people know it
 * @param messages the messages of the failed delete, newest first
 * @returns a sentence, or, for an error of the program itself, what `explanation` has
 */
export function forgetting(urn: string, target: string, messages: string[]): string | undefined {
    const reached = codeOf(messages) !== undefined || messages.some((message) => refusals.test(message));
    if (reached) return explanation(target, messages);
    return (
        `${target}: nothing was taken back there, because it could not be reached (${messages[0] ?? "no reason given"}). ` +
        "When it answers again, run the same command again. If it is gone for good, forget what the stack knows of it: " +
        `\`pulumi state delete --target-dependents '${componentOf(urn)}'\`. A host that goes away with its VM needs ` +
        "`deletedWith` (the VM) on its component; `retainOnDelete` lets go of one that stays as it is."
    );
}

/** The component that a step belongs to: the step's type is below the component's, and its name begins with the component's. */
function componentOf(urn: string): string {
    const step = urn.lastIndexOf("::");
    const type = urn.slice(0, urn.lastIndexOf("$", step));
    return `${type}${urn.slice(step).replace(/-[^-]*$/, "")}`;
}

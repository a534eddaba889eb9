import { errors } from "../data/errors";

/** A message of the command plugin or of ssh, and what it means in words that help. */
const meanings: [RegExp, string][] = [
    [
        /unable to authenticate/,
        "the host answers, but does not let this user in with this key or password. Check connection.user, and that the " +
            "public half of connection.privateKey is in the user's ~/.ssh/authorized_keys.",
    ],
    [
        /host key mismatch|knownhosts: key mismatch/,
        "what answers there has another host key than connection.hostKey. If the VM was rebuilt, set the new key; if not, " +
            "somebody may be posing as the host.",
    ],
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
        "the host program is gone. Run `pulumi up --target-replace` for the -host resource of this Kdump.",
    ],
    [
        /kdump-server: (command )?not found/,
        "the server's program is gone. Run `pulumi up --target-replace` for the -server resource of this DumpServer.",
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
    const text = messages.join("\n");
    const code = /error \[([a-z0-9-]+)\]: /.exec(text)?.[1];
    if (code !== undefined) {
        const row = Object.hasOwn(errors, code) ? errors[code] : undefined;
        return row?.say === true ? `${target}: ${row.remedy}` : undefined;
    }
    const meaning = meanings.find(([pattern]) => pattern.test(text));
    return meaning === undefined ? undefined : `${target}: ${meaning[1]}`;
}

import * as pulumi from "@pulumi/pulumi";

import { portProblem } from "./connection";
import { found, Problem } from "./problems";

/** An account on a collecting host that dumps are copied to, by commands over ssh. */
export interface CollectingHostArgs {
    /**
     * The user, who lets the host in with the collection's `publicKey`: for the commands `mkdir -p DIR`, `stat -c %s FILE`,
     * `dd of=FILE bs=1048576 seek=N`, `sha256sum FILE` and `mv FILE FILE`, the first and third behind `umask 0077 && `. Any
     * account of a Linux does; no sftp is asked for.
     */
    user: pulumi.Input<string>;
    /** Name or address of the collecting host. */
    address: pulumi.Input<string>;
    /**
     * Its ssh port.
     *
     * @default 22
     */
    port?: pulumi.Input<number>;
    /** Full path of the directory for dumps, which has to be there. */
    path: pulumi.Input<string>;
    /** Its host keys, each the line of a /etc/ssh/ssh_host_*_key.pub; no other is accepted. */
    hostKeys: pulumi.Input<pulumi.Input<string>[]>;
}

/** Type and key of a host key, without the comment. */
export function hostKeyOf(line: string): string {
    return line.trim().split(/\s+/).slice(0, 2).join(" ");
}

/** Everything that is wrong with an account on a collecting host. */
export function collectingHostProblems({
    user,
    address,
    port,
    path,
    hostKeys,
}: pulumi.Unwrap<CollectingHostArgs>): Problem[] {
    return [
        ...found("ssh.user", user ?? "", (name) =>
            /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) ? undefined : `"${name}" is not the name of a user.`,
        ),
        ...found("ssh.address", address ?? "", (text) =>
            /^[A-Za-z0-9][A-Za-z0-9.:-]*$/.test(text)
                ? undefined
                : `"${text}" is not a host name or address; give the user in ssh.user and the port in ssh.port.`,
        ),
        ...found("ssh.port", port, portProblem),
        ...found("ssh.path", path ?? "", (text) =>
            /^(\/[A-Za-z0-9._-]+)+$/.test(text)
                ? undefined
                : `"${text}" is not the full path of a directory; begin it with "/", with names of letters, digits, ".", "_" and "-".`,
        ),
        ...hostKeyProblems(hostKeys ?? []),
    ];
}

function hostKeyProblems(lines: string[]): Problem[] {
    if (lines.length === 0) {
        return [
            {
                propertyPath: "ssh.hostKeys",
                reason: "There is none, so the collecting host could not be told from one that poses as it; give the line of its /etc/ssh/ssh_host_ed25519_key.pub.",
            },
        ];
    }
    return lines.flatMap((line, index) =>
        found(`ssh.hostKeys[${index}]`, line, (text) =>
            /^(ssh-ed25519|ecdsa-sha2-[a-z0-9-]+|ssh-rsa) [A-Za-z0-9+/]+=*( .*)?$/.test(text.trim())
                ? undefined
                : `"${text}" is not a host key; give the type and the key, such as the line of /etc/ssh/ssh_host_ed25519_key.pub.`,
        ),
    );
}

import * as pulumi from "@pulumi/pulumi";

import { isAddress, portProblem, userProblem } from "../args/address";
import { hostKeyProblem } from "../args/hostKey";
import { directoryProblem } from "../args/dumpPath";
import { found, Problem } from "../args/problems";

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

/** Everything that is wrong with an account on a collecting host. */
export function collectingHostProblems({
    user,
    address,
    port,
    path,
    hostKeys,
}: pulumi.Unwrap<CollectingHostArgs>): Problem[] {
    return [
        ...found("ssh.user", user ?? "", userProblem),
        ...found("ssh.address", address ?? "", (text) =>
            isAddress(text)
                ? undefined
                : `${JSON.stringify(text)} is not a host name or address; give the user in ssh.user and the port in ssh.port.`,
        ),
        ...found("ssh.port", port, portProblem),
        ...found("ssh.path", path ?? "", directoryProblem),
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
    return lines.flatMap((line, index) => found(`ssh.hostKeys[${index}]`, line, hostKeyProblem));
}

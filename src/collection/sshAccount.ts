import * as pulumi from "@pulumi/pulumi";

import { addressProblem, portProblem, userProblem } from "../args/address";
import { hostKeysProblems } from "../args/hostKey";
import { group, Kind, listOf, number, text } from "../args/kinds";
import { parentDirectoryProblem } from "../args/paths";
import { optional, Problem } from "../args/problem";

/** An account on a collecting host that dumps are copied to, by commands over ssh. */
export interface CollectingHostArgs {
    /**
     * The user, who lets the host in with the collection's `publicKey`: for the commands `mkdir -p DIR`, `stat -c %s FILE`,
     * `dd of=FILE bs=1048576 seek=N`, `sha256sum FILE` and `mv FILE FILE`, the first and third behind `umask 0077 && `. Any
     * account on any Linux will do; sftp is not needed.
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

/** What there is to say about an account on a collecting host. */
export const collectingHostKind: Kind<pulumi.Unwrap<CollectingHostArgs>> = group<CollectingHostArgs>({
    user: text,
    address: text,
    port: number,
    path: text,
    hostKeys: listOf(text),
});

/** Checks an account on a collecting host. */
export function collectingHostProblems({
    user,
    address,
    port,
    path,
    hostKeys,
}: pulumi.Unwrap<CollectingHostArgs>): Problem[] {
    return [
        ...optional("ssh.user", user ?? "", userProblem),
        ...optional("ssh.address", address ?? "", (text) => addressProblem(text, "ssh")),
        ...optional("ssh.port", port, portProblem),
        ...optional("ssh.path", path ?? "", parentDirectoryProblem),
        ...hostKeysProblems("ssh.hostKeys", "the collecting host", hostKeys ?? []),
    ];
}

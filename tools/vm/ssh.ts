// ssh to a guest with the system's own client: no configuration of the user, the host key pinned.
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";

import { exec, ExecResult } from "../dev/exec";

export interface SshTarget {
    port: number;
    user: string;
    privateKeyFile: string;
    hostKey: string;
    /** A directory for the known_hosts file. */
    directory: string;
}

export interface SshOptions {
    /** Default 120. */
    timeoutSeconds?: number;
    input?: string;
    /** Another user than the VM's own. */
    user?: string;
}

export function ssh(target: SshTarget, command: string, options: SshOptions = {}): Promise<ExecResult> {
    const limits = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=30"];
    const args = [...limits, ...sshArguments(target, options.user), command];
    return exec("ssh", args, { stdin: options.input ?? "", limitSeconds: options.timeoutSeconds ?? 120 });
}

/** The arguments of `ssh` as far as the host; a command may follow. */
export function sshArguments(
    { port, user, privateKeyFile, hostKey, directory }: SshTarget,
    as = user,
): string[] {
    const knownHosts = path.join(directory, "known_hosts");
    const line = `[127.0.0.1]:${port} ${hostKey}\n`;
    if (!fs.existsSync(knownHosts)) fs.writeFileSync(knownHosts, line);
    return [
        ...["-F", "/dev/null", "-i", privateKeyFile, "-p", String(port), "-l", as],
        ...["-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "LogLevel=ERROR"],
        ...["-o", `UserKnownHostsFile="${knownHosts}"`, "-o", "GlobalKnownHostsFile=/dev/null"],
        ...["-o", "StrictHostKeyChecking=yes", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=8"],
        // the default exchange costs an emulated guest most of a second
        ...["-o", "KexAlgorithms=curve25519-sha256"],
        "127.0.0.1",
    ];
}

/** Does an ssh server greet there? QEMU takes connections from its start on, so a connection alone says nothing. */
export function greets(port: number, limitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = net.connect(port, "127.0.0.1");
        const answer = (yes: boolean) => {
            socket.destroy();
            resolve(yes);
        };
        socket.setTimeout(limitMs, () => answer(false));
        socket.once("data", (data) => answer(data.toString().startsWith("SSH-")));
        socket.once("error", () => answer(false));
        socket.once("close", () => answer(false));
    });
}

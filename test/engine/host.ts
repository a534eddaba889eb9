import * as fs from "node:fs";
import * as path from "node:path";

import { RootOptions, shells, ThrowawayRoot } from "../sandbox/throwawayRoot";
import { Sshd } from "../support/sshd";

/** A host in a throwaway directory behind a real OpenSSH server on 127.0.0.1. */
export class TestHost {
    private constructor(
        readonly root: ThrowawayRoot,
        readonly sshd: Sshd,
        /** The login user's home directory. */
        readonly home: string,
    ) {}

    static async start(options: RootOptions = {}): Promise<TestHost> {
        const root = new ThrowawayRoot(shells.dash, options);
        root.set("reboots");
        const home = path.join(root.base, "home");
        fs.mkdirSync(home);
        // What the program's own place is on a real host: on the PATH of every login. Node.js may lie anywhere.
        const PATH = `${path.join(root.root, "usr/local/bin")}:${root.env.PATH}:${path.dirname(process.execPath)}`;
        return new TestHost(root, await Sshd.create({ env: { ...root.env, PATH, HOME: home } }), home);
    }

    /** The connection as arguments of a Kdump; it gives up soon. */
    connection(changes: object = {}): object {
        return { ...this.sshd.connection, dialErrorLimit: 1, ...changes };
    }

    async stop(): Promise<void> {
        await this.sshd.stop();
        this.root.remove();
    }
}

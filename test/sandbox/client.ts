import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { ServerRoot } from "./serverRoot";

/** A dump as makedumpfile -F writes it. */
export const dump = Buffer.concat([
    Buffer.from("makedumpfile"),
    Buffer.alloc(4084),
    Buffer.from("OSRELEASE=6.1.0\nCRASHTIME=1700000000\n"),
    Buffer.alloc(16, 0xff),
]);

/** A DumpServer anew for each test, and what one of its clients asks of it. */
export class Client {
    host!: ServerRoot;
    /** The client's own directory. */
    own!: string;

    constructor(private readonly shell: string[]) {
        beforeEach(() => {
            this.host = new ServerRoot(shell);
            this.own = path.join(this.host.base, "vmcores/web");
            fs.mkdirSync(this.own, { recursive: true });
            fs.mkdirSync(path.join(this.host.base, "vmcores/web2"));
        });
        afterEach(() => this.host.remove());
    }

    /** What comes of a command, or of none; DIR stands for the client's directory. */
    asks(command: string | undefined, input: string | Buffer = "") {
        return this.host.receive(this.own, command?.replaceAll("DIR", this.own), input);
    }

    /** The same, of what has to be granted. */
    granted(command: string, input: string | Buffer = ""): string {
        const run = this.asks(command, input);
        assert.equal(run.status, 0, `${command}: ${run.stderr}`);
        return run.stdout;
    }

    /** The mode of one of its files. */
    mode(file: string): string {
        return (fs.statSync(path.join(this.own, file)).mode & 0o777).toString(8);
    }

    /** Runs scp or sftp with what sshd would start in the place of ssh. The subsystem comes as `-s … sftp`. */
    copying(program: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
        const session = path.join(this.host.base, "session");
        this.asks("kdump-dumps"); // puts the program there
        const receive = [
            ...this.shell,
            `${this.host.base}/program`,
            "receive",
            this.own,
            ...this.host.limits,
        ];
        fs.writeFileSync(
            session,
            `#!/bin/sh\nfor word; do :; done\ncase $word in sftp) word=/usr/lib/openssh/sftp-server ;; esac\nSSH_ORIGINAL_COMMAND=$word KDUMP_ROOT= exec ${receive.join(" ")}\n`,
            { mode: 0o755 },
        );
        return spawnSync(program, ["-S", session, ...args], { encoding: "utf8", input: "ls\n" });
    }
}

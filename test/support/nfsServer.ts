// nfs-ganesha, an NFS server that needs no kernel's: one export, version 4 alone, on 127.0.0.1.
import { ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { listens } from "../../tools/dev/ports";

export class NfsServer {
    private constructor(
        readonly port: number,
        /** The export's directory on this machine. */
        readonly directory: string,
        private readonly child: ChildProcess,
    ) {}

    /**
     * Exports `directory/export` as `/dumps`, to root as root.
     *
     * @param directory an empty directory for all that the server needs
     */
    static async start(directory: string): Promise<NfsServer> {
        const exported = path.join(directory, "export");
        fs.mkdirSync(exported, { recursive: true });
        fs.mkdirSync(path.join(directory, "recovery"));
        const port = 2049; // kdump has no word for another
        const file = path.join(directory, "ganesha.conf");
        fs.writeFileSync(
            file,
            `NFS_CORE_PARAM { Bind_addr = 127.0.0.1; NFS_Port = ${port}; Protocols = 4; Enable_NLM = false; Enable_RQUOTA = false;
    Enable_UDP = false; fsid_device = true; }
NFS_KRB5 { Active_krb5 = false; }
NFSV4 { Graceless = true; RecoveryBackend = fs; RecoveryRoot = "${directory}/recovery"; Minor_Versions = 0, 1, 2; }
EXPORT_DEFAULTS { SecType = sys; Access_Type = RW; Squash = No_Root_Squash; PrivilegedPort = false; }
EXPORT { Export_Id = 1; Path = "${exported}"; Pseudo = "/dumps"; Protocols = 4; Transports = TCP; FSAL { Name = VFS; } }
`,
        );
        const log = path.join(directory, "ganesha.log");
        const args = ["-F", "-f", file, "-L", log, "-p", path.join(directory, "pid")];
        // `setpriv` has the kernel end it when this process dies without a chance to do so itself.
        const child = spawn("setpriv", ["--pdeathsig", "KILL", "ganesha.nfsd", ...args], { stdio: "ignore" });
        const server = new NfsServer(port, exported, child);
        for (let tries = 0; tries < 60; tries++) {
            if (child.exitCode !== null) break;
            if (await listens(port)) return server;
            await sleep(1000);
        }
        await server.stop();
        throw new Error(
            `nfs-ganesha does not listen on 127.0.0.1:${port}. It says:\n${fs.existsSync(log) ? fs.readFileSync(log, "utf8").slice(-3000) : "nothing"}`,
        );
    }

    async stop(): Promise<void> {
        if (this.child.exitCode !== null || this.child.signalCode !== null) return;
        const ended = new Promise((resolve) => this.child.once("exit", resolve));
        this.child.kill("SIGKILL");
        await ended;
    }
}

import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

/** Names, modes, owners, times of change and content of everything below a directory of this machine. */
function digestOf(directory: string): string {
    const hash = crypto.createHash("sha256");
    const walk = (at: string): void => {
        for (const name of fs.readdirSync(at).sort()) {
            const file = path.join(at, name);
            const stat = fs.lstatSync(file);
            hash.update(`${file} ${stat.mode} ${stat.uid}:${stat.gid} ${stat.size} ${stat.mtimeMs}\n`);
            if (stat.isDirectory()) walk(file);
            else if (stat.isSymbolicLink()) hash.update(fs.readlinkSync(file));
            else if (stat.isFile() && stat.size < 2 ** 20) hash.update(fs.readFileSync(file));
        }
    };
    walk(directory);
    return hash.digest("hex");
}

/** What no simulated host may touch: this machine's configuration, boot files, package databases, mounts and kernel settings. */
export function machineState(): Record<string, string> {
    const state: Record<string, string> = {};
    for (const directory of [
        "/etc",
        "/boot",
        "/usr/local/bin",
        "/usr/sbin",
        "/var/lib/dpkg",
        "/var/lib/rpm",
    ]) {
        if (fs.existsSync(directory)) state[directory] = digestOf(directory);
    }
    for (const name of ["panic", "panic_on_oops"]) {
        state[name] = fs.readFileSync(`/proc/sys/kernel/${name}`, "utf8");
    }
    state.mounts = fs.readFileSync("/proc/self/mounts", "utf8");
    return state;
}

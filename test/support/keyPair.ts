import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A new ed25519 key, as OpenSSH writes it; ssh2's own is one that OpenSSH cannot read, once in a few hundred times. */
export function keyPair(): { private: string; public: string } {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-key-"));
    try {
        const file = path.join(directory, "key");
        const { status, stderr } = spawnSync(
            "ssh-keygen",
            ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file],
            { encoding: "utf8" },
        );
        if (status !== 0) throw new Error(`ssh-keygen made no key: ${stderr}`);
        const [type, key] = fs.readFileSync(`${file}.pub`, "utf8").split(/\s/);
        return { private: fs.readFileSync(file, "utf8"), public: `${type} ${key}` };
    } finally {
        fs.rmSync(directory, { recursive: true });
    }
}

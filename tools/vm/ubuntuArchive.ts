// Ubuntu's archive for a guest that is built on a machine with Debian: where it is, and the keys it is signed with.
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { run } from "../dev/exec";
import { vmCache } from "./vmCache";

const archive = "http://archive.ubuntu.com/ubuntu/";

/** The package of the archive's keys. Nothing vouches for it here but its digest. */
const keyring = {
    file: "pool/main/u/ubuntu-keyring/ubuntu-keyring_2023.11.28.1_all.deb",
    sha256: "36de43b15853ccae0028e9a767613770c704833f82586f28eb262f0311adb8a8",
};

/** The keyring's place in every Ubuntu, and in the guest. */
const installed = "/usr/share/keyrings/ubuntu-archive-keyring.gpg";

/** The archives of a release, one deb822 stanza each. The keyring is the one that every Ubuntu has. */
export function ubuntuStanzas(release: string): string[] {
    const suites = [release, `${release}-updates`, `${release}-security`].join(" ");
    return [
        `Types: deb\nURIs: ${archive}\nSuites: ${suites}\nComponents: main universe\nSigned-By: ${installed}\n`,
    ];
}

/**
 * Where the keyring is on this machine: installed, or in the cache, where it is downloaded to once.
 *
 * @throws Error when the download is not the package that it has to be
 */
export async function ubuntuKeyring(): Promise<string> {
    if (fs.existsSync(installed)) return installed;
    const kept = vmCache("ubuntu-archive-keyring.gpg");
    if (fs.existsSync(kept)) return kept;
    fs.mkdirSync(vmCache(), { recursive: true });
    const work = fs.mkdtempSync(vmCache("keyring-"));
    try {
        const file = path.join(work, "keyring.deb");
        const url = archive + keyring.file;
        const helper = ["-o", "Dir::Log=/dev/null", "download-file", url, file];
        await run("/usr/lib/apt/apt-helper", helper, { limitSeconds: 120 });
        const digest = crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex");
        if (digest !== keyring.sha256) {
            throw new Error(
                `${url} has the SHA-256 ${digest} and not ${keyring.sha256}, so no Ubuntu is built from it.`,
            );
        }
        await run("dpkg-deb", ["-x", file, work]);
        fs.renameSync(path.join(work, installed), kept);
    } finally {
        fs.rmSync(work, { recursive: true, force: true });
    }
    return kept;
}

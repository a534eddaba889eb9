import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { cacheDirectory, checkout } from "../../tools/dev/checkout";
import { run } from "../../tools/dev/exec";
import { withLock } from "../../tools/dev/lock";

/** The files that a clone of this checkout would have, and those that are new in it; the tests are left out. */
export async function sources(): Promise<string[]> {
    const listed = await run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
        cwd: checkout,
    });
    return listed
        .split("\0")
        .filter(
            (file) => file !== "" && !file.startsWith("test/") && fs.existsSync(path.join(checkout, file)),
        )
        .sort();
}

/**
 * The package as it is published: packed by npm from a copy of the sources, so that nothing that was built before is in
 * it. Made once of the same sources.
 *
 * @returns the tarball
 */
export async function packed(): Promise<string> {
    const files = await sources();
    const digest = createHash("sha256");
    for (const file of files) digest.update(`${file}\0`).update(fs.readFileSync(path.join(checkout, file)));
    const kept = cacheDirectory("packed", digest.digest("hex").slice(0, 16), "pulumi-kdump.tgz");
    await withLock(
        cacheDirectory("packed.lock"),
        () => undefined,
        async () => {
            if (!fs.existsSync(kept)) await pack(files, kept);
        },
    );
    return kept;
}

async function pack(files: string[], kept: string): Promise<void> {
    const copy = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-packed-"));
    try {
        for (const file of files) {
            fs.mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
            fs.copyFileSync(path.join(checkout, file), path.join(copy, file));
        }
        fs.symlinkSync(path.join(checkout, "node_modules"), path.join(copy, "node_modules"));
        await run("npm", ["pack", "--silent"], { cwd: copy });
        const [tarball] = fs.readdirSync(copy).filter((file) => file.endsWith(".tgz"));
        fs.rmSync(cacheDirectory("packed"), { recursive: true, force: true });
        fs.mkdirSync(path.dirname(kept), { recursive: true });
        fs.copyFileSync(path.join(copy, tarball), kept);
    } finally {
        fs.rmSync(copy, { recursive: true });
    }
}

import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory } from "./checkout";
import { run } from "./exec";
import { withLock } from "./lock";

/**
 * A package of one version, in a virtual environment of its own below `.cache`: from PyPI, once a cache.
 *
 * @returns the directory with its programs
 */
export async function pythonPackage(
    name: string,
    version: string,
    say: (line: string) => void,
): Promise<string> {
    const directory = cacheDirectory(name, version);
    const waiting = () => say(`waiting for another installation of ${name} in this cache …`);
    await withLock(`${directory}.lock`, waiting, async () => {
        if (fs.existsSync(path.join(directory, "complete"))) return;
        say(`installing ${name} ${version} …`);
        fs.rmSync(directory, { recursive: true, force: true });
        await run("python3", ["-m", "venv", directory]);
        await run(path.join(directory, "bin", "pip"), ["install", "-q", `${name}==${version}`]);
        fs.writeFileSync(path.join(directory, "complete"), "");
    });
    return path.join(directory, "bin");
}

import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory, checkout } from "./checkout";
import { exec } from "./exec";
import { withLock } from "./lock";
import { assemblePrograms } from "./programs.cjs";

/**
 * Makes `import … from "pulumi-kdump"` work in every program below this checkout, as it does for a user who
 * installed the package: builds dist/ if a source is newer, and links the checkout into its own node_modules.
 */
export async function preparePackage(): Promise<void> {
    await withLock(
        cacheDirectory("package.lock"),
        () => undefined,
        async () => {
            const link = path.join(checkout, "node_modules", "pulumi-kdump");
            if (!fs.existsSync(link)) fs.symlinkSync("..", link, "dir");

            const main = path.join(checkout, "dist", "index.js");
            const sources = ["src", "host"].flatMap((directory) => files(path.join(checkout, directory)));
            if (modified(main) > Math.max(...sources.map(modified))) return;
            const tsc = path.join(checkout, "node_modules", "typescript", "bin", "tsc");
            const { code, stdout, stderr } = await exec(
                process.execPath,
                [tsc, "-p", "tsconfig.build.json"],
                {
                    cwd: checkout,
                },
            );
            if (code !== 0) throw new Error(`The package could not be built:\n${stdout}${stderr}`);
            assemblePrograms();
            // tsc leaves a file that comes out the same as it was, so its time alone would not tell.
            fs.utimesSync(main, new Date(), new Date());
        },
    );
}

function files(directory: string): string[] {
    const entries = fs.readdirSync(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

function modified(file: string): number {
    return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

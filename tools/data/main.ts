// npm run generate: the tables of the host programs, of the plan and of the documents, from data/.
import * as path from "node:path";

import { generate, write } from "./generate";
import { readFiles } from "./model";

async function main(): Promise<void> {
    const checkout = path.join(__dirname, "..", "..");
    const written = write(await generate(readFiles()), checkout);
    process.stdout.write(written.length === 0 ? "Everything is as data/ says.\n" : `${written.join("\n")}\n`);
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});

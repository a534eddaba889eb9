// npm run test:rust: the host program's tests over again, with Rust's coreutils in the place of GNU's, as Ubuntu 25.10 and
// later have them. Files may be named, as with test/all.ts: npm run test:rust -- sandbox/drill
import { spawnSync } from "node:child_process";
import * as path from "node:path";

import { catchSignals, endWith } from "../tools/dev/interruption";
import { getRustCoreutils } from "../tools/pulumi/toolchain/rustCoreutils";

async function main(asked: string[]): Promise<void> {
    const coreutils = await getRustCoreutils((line) => void process.stdout.write(`${line}\n`));
    const suites = asked.length > 0 ? asked : ["sandbox"];
    const { status } = spawnSync(
        process.execPath,
        [path.join(__dirname, "..", "tools", "start.cjs"), path.join(__dirname, "all.ts"), ...suites],
        { stdio: "inherit", env: { ...process.env, KDUMP_COREUTILS: coreutils } },
    );
    process.exitCode = status ?? 1;
}

catchSignals();
void main(process.argv.slice(2)).catch(endWith);

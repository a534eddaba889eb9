import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory, checkout } from "../../dev/checkout";
import { isProgram } from "../../dev/exec";
import { buildGoProgram } from "./goProgram";
import { Obtained } from "./npmPackage";
import { CLI_VERSION } from "./versions";

const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

const MAIN = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** A script that the CLI runs dynamic providers with; the npm package has it. */
const SCRIPT = "pulumi-resource-pulumi-nodejs";

/** Where a build puts the programs. */
export function builtProgram(name = "pulumi"): string {
    return path.join(cacheDirectory("toolchain", "bin"), name);
}

/** Whether an earlier build was completed. */
export function isBuilt(): boolean {
    return isProgram(builtProgram()) && isProgram(builtProgram(SCRIPT));
}

/** Builds the CLI from Go modules; its language host is ours (languageHost.ts). */
export async function build(say: (line: string) => void): Promise<Obtained> {
    const reason = await buildGoProgram({
        name: `the Pulumi CLI v${CLI_VERSION}`,
        cost: "about 5 minutes and 4 GB of disk",
        modules: "cli",
        main: MAIN,
        linkerFlags: `-s -w -X ${VERSION_VARIABLE}=v${CLI_VERSION}`,
        program: builtProgram(),
        isBuilt,
        finish() {
            const script = path.join(checkout, "node_modules", "@pulumi", "pulumi", SCRIPT);
            fs.copyFileSync(script, builtProgram(SCRIPT));
            fs.chmodSync(builtProgram(SCRIPT), 0o755);
        },
        say,
    });
    return reason === undefined ? { pulumi: builtProgram() } : { reason };
}

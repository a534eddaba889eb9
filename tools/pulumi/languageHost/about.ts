import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";

import { AboutResponse } from "@pulumi/pulumi/proto/language_pb";

/** What `pulumi about` shows of the Node that runs a program, and of the TypeScript that it loads. */
export function about(programDirectory: string): AboutResponse {
    const text = execFileSync("node", ["-p", "JSON.stringify([process.execPath, process.version])"]);
    const [executable, version] = JSON.parse(text.toString()) as [string, string];
    const response = new AboutResponse().setExecutable(executable).setVersion(version);
    const metadata = response.getMetadataMap();
    metadata.set("languageHost", "tools/pulumi/languageHost of pulumi-kdump, not Pulumi's own");
    const typescript = typescriptVersion(programDirectory);
    if (typescript) metadata.set("typescriptVersion", typescript);
    return response;
}

function typescriptVersion(programDirectory: string): string | undefined {
    try {
        const requireFrom = createRequire(path.join(programDirectory, "program.js"));
        return (requireFrom("typescript/package.json") as { version: string }).version;
    } catch {
        return undefined;
    }
}

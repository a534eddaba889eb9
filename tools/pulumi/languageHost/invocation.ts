import { createRequire } from "node:module";
import * as path from "node:path";

import { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb";

import { runtimeOptions } from "./runtimeOptions";

/** How Node is started for one run of a program. */
export interface Invocation {
    args: string[];
    env: NodeJS.ProcessEnv;
}

/**
 * The program is loaded by a module of its own @pulumi/pulumi. That gets the address of the engine's monitor itself:
 * a proxy in between, as Pulumi's own language host has one, would have to know every call there is.
 */
export function invocation(request: RunRequest, engineAddress: string): Invocation {
    const info = request.getInfo() ?? new ProgramInfo();
    const options = runtimeOptions(info.getOptions()?.toJavaScript());
    const flags: Record<string, string> = {
        monitor: request.getMonitorAddress(),
        engine: engineAddress,
        organization: request.getOrganization(),
        project: request.getProject(),
        "root-directory": info.getRootDirectory(),
        stack: request.getStack(),
        pwd: info.getProgramDirectory(),
        parallel: String(request.getParallel()),
    };
    return {
        args: [
            ...options.nodeArguments,
            locate("@pulumi/pulumi/cmd/run", info.getProgramDirectory()),
            ...Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
            ...(request.getDryrun() ? ["--dry-run"] : []),
            info.getEntryPoint(),
            ...request.getArgsList(),
        ],
        env: {
            ...process.env,
            PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
            PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
            ...(options.typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
            ...(options.tsconfig && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
        },
    };
}

/** The file that a program in `directory` would get by requiring `name`. */
export function locate(name: string, directory: string): string {
    try {
        return createRequire(path.join(directory, "program.js")).resolve(name);
    } catch {
        throw new Error(`${name} is not among the packages of ${directory}. Run \`npm install\` there.`);
    }
}

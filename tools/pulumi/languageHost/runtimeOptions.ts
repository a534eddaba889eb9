import { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

import { shellWords } from "./shellWords";

/** The `runtime.options` of a Pulumi.yaml, as far as they matter for running a program. */
export interface RuntimeOptions {
    /** Whether the program may be TypeScript. */
    typescript: boolean;
    /** A tsconfig.json elsewhere than beside the program. */
    tsconfig?: string;
    /** Arguments for Node itself. */
    nodeArguments: string[];
}

export function runtimeOptions(options: Record<string, JavaScriptValue> = {}): RuntimeOptions {
    const { typescript = true, tsconfig, nodeargs = "" } = options;
    if (typeof typescript !== "boolean") throw wrong("typescript", "true or false");
    if (tsconfig !== undefined && typeof tsconfig !== "string") throw wrong("tsconfig", "a string");
    if (typeof nodeargs !== "string") throw wrong("nodeargs", "a string");
    return { typescript, tsconfig, nodeArguments: shellWords(nodeargs) };
}

function wrong(name: string, wanted: string): Error {
    return new Error(`The runtime option ${name} in Pulumi.yaml must be ${wanted}.`);
}

import { getToolchain, isRealPluginHere, Toolchain } from "../../../tools/pulumi/toolchain";

/** The plugins to compare. Where the real one cannot be had, the stand-in alone is held to what it must do. */
export const KINDS: ("real" | "standin")[] = isRealPluginHere() ? ["real", "standin"] : ["standin"];

export function toolchainWith(plugin: "real" | "standin"): Promise<Toolchain> {
    return getToolchain((line) => process.stdout.write(`      ${line}\n`), { plugin });
}

/** What the CLI's summary says about one resource. */
export function diagnosticsOf(resource: string, output: string): string {
    const summary = output.slice(output.indexOf("\nDiagnostics:"));
    const sections = summary.split(/^ {2}(?=\S)/m);
    return sections.filter((section) => section.includes(`(${resource}):`)).join("");
}

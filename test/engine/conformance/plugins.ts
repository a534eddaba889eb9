import { getToolchain, isRealPluginHere, Toolchain } from "../../../tools/pulumi/toolchain";

/** A plugin that is named must be there: the toolchain says what is wrong with it. */
const isRealWanted = Boolean(process.env.KDUMP_COMMAND_PLUGIN) || isRealPluginHere();

/** The plugins to compare. Where the real one cannot be had, the stand-in alone is held to what it must do. */
export const KINDS: ("real" | "standin")[] = isRealWanted ? ["real", "standin"] : ["standin"];

if (!isRealWanted) {
    process.stdout.write(
        "\n  NOT COMPARED: the real plugin command is not on this machine, so these tests hold the stand-in to what it " +
            "must do, and not to the real one. Name the program in KDUMP_COMMAND_PLUGIN to compare.\n",
    );
}

export function toolchainWith(plugin: "real" | "standin"): Promise<Toolchain> {
    return getToolchain((line) => process.stdout.write(`      ${line}\n`), { plugin });
}

/** What the CLI's summary says about one resource. */
export function diagnosticsOf(resource: string, output: string): string {
    const summary = output.slice(output.indexOf("\nDiagnostics:"));
    const sections = summary.split(/^ {2}(?=\S)/m);
    return sections.filter((section) => section.includes(`(${resource}):`)).join("");
}

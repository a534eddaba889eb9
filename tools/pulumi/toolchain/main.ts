import { cacheDirectory } from "../../dev/checkout";
import { endWith } from "../../dev/interruption";
import { getToolchain } from "./index";

/** `npm run toolchain`: finds or gets the toolchain and prints what it took. */
async function main(): Promise<void> {
    const started = Date.now();
    const say = (line: string) => process.stderr.write(`${line}\n`);
    const toolchain = await getToolchain(say, { retryDownloads: true });
    const rows = [
        ["Pulumi CLI", `${toolchain.version}, ${toolchain.source}`, toolchain.pulumi],
        [
            "plugin command",
            `${toolchain.plugin.kind}, ${toolchain.plugin.source}`,
            toolchain.env.PULUMI_HOME ?? "",
        ],
        ["cache", `checked in ${((Date.now() - started) / 1000).toFixed(1)} s`, cacheDirectory()],
    ];
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
    for (const [name, what, where] of rows) {
        process.stdout.write(`${name.padEnd(widths[0])}  ${what.padEnd(widths[1])}  ${where}\n`);
    }
}

void main().catch(endWith);

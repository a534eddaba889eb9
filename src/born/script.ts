import * as fs from "node:fs";
import * as path from "node:path";

import { shortDigest } from "../host/digest";
import { hostProgram, packageVersion, packedHostProgram } from "../host/program";
import { base64Lines } from "./mime";
import { BornStep } from "./steps";

/** The parts of the script that are the same for every host. The path is the same seen from src/ and from dist/. */
const parts = path.join(__dirname, "..", "..", "host", "born");

/** Where the host program comes from: it comes along, or the host fetches it from here. */
export type ProgramSource = { url: string } | "along";

/** A shell script that leaves the first boot on a host, and begins it where the host is running already. */
export function firstBootScript(steps: BornStep[], source: ProgramSource): string {
    const { remotePath, text } = hostProgram();
    const sum = shortDigest(text, 64);
    const from = source === "along" ? [] : [source.url];
    return [
        "#!/bin/sh",
        `# pulumi-kdump ${packageVersion()}: makes this host ready for kdump at its first boot, with one reboot at most. Its progress is in`,
        "# /var/log/pulumi-kdump-first-boot.log, its end in /var/lib/pulumi-kdump-first-boot/result.",
        ...printing("leave_program", [sum, remotePath, ...from].join(" ")),
        ...printing("leave_steps", steps.map(({ name, command }) => `${name} ${command}`).join("\n")),
        ...printing("leave_born", partText("born.sh")),
        ...(source === "along"
            ? printing("leave_copy", base64Lines(packedHostProgram()), "base64 -d", " | gzip -dc")
            : []),
        partText("leave.sh"),
        "",
    ].join("\n");
}

/** A function that prints a text, in which no line is the word that ends it. `filter` is what the text goes through. */
function printing(name: string, text: string, reader = "cat", filter = ""): string[] {
    return [`${name}() {`, `${reader} <<'PULUMI_KDUMP'${filter}`, text, "PULUMI_KDUMP", "}"];
}

/** A part without its comments, as host/assemble.sh takes them out. */
function partText(file: string): string {
    const lines = fs.readFileSync(path.join(parts, file), "utf8").split("\n");
    return lines.filter((line) => !/^\s*(#|$)/.test(line)).join("\n");
}

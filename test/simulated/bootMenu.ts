// Reads the generated boot configuration as the boot loader would: which entries there are, which of them is booted.
import * as fs from "node:fs";
import * as path from "node:path";

/** An entry of the boot menu with the kernel's command line. */
interface BootEntry {
    title: string;
    id: string;
    kernel: string;
    commandLine: string;
    /** Debian's and SUSE's entry for repair, which has a command line of its own. */
    recovery: boolean;
    /** EL's entry with every driver, for when no other boots; it is the last in the menu. */
    rescue: boolean;
}

export interface BootMenu {
    entries: BootEntry[];
    chosen: BootEntry;
}

/**
 * @param boot the directory that is /boot
 * @param start the file that the firmware's GRUB reads first, below `boot`
 */
export function readBootMenu(boot: string, start: string): BootMenu {
    let file = path.join(boot, start);
    let text = fs.readFileSync(file, "utf8");
    // The stub on an EFI system partition names the real file, relative to the boot partition's grub2 directory.
    if (/^\s*configfile\s/m.test(text) && !/^\s*menuentry\s/m.test(text) && !/^\s*blscfg/m.test(text)) {
        file = path.join(boot, "grub2/grub.cfg");
        text = fs.readFileSync(file, "utf8");
    }
    const environment = readEnvironment(path.join(path.dirname(file), "grubenv"));
    const entries = [
        ...menuEntries(text),
        ...(/^\s*blscfg/m.test(text) ? blsEntries(boot, environment, text) : []),
    ];
    if (entries.length === 0) throw new Error(`${file} has no entry to boot.`);
    const fixed = /^\s*set default="([^"$]+)"/m.exec(text)?.[1];
    const wanted = text.includes("${saved_entry}") ? (environment.saved_entry ?? "0") : (fixed ?? "0");
    const chosen =
        entries.find((entry) => entry.id === wanted || entry.title === wanted) ??
        entries[Number(wanted)] ??
        entries[0];
    return { entries, chosen };
}

/** grubenv: NAME=VALUE lines, with a backslash before what would be special. */
function readEnvironment(file: string): Record<string, string> {
    if (!fs.existsSync(file)) return {};
    const lines = fs
        .readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => !line.startsWith("#") && line.includes("="));
    return Object.fromEntries(
        lines.map((line) => [
            line.slice(0, line.indexOf("=")),
            line.slice(line.indexOf("=") + 1).replace(/\\(.)/g, "$1"),
        ]),
    );
}

function menuEntries(text: string): BootEntry[] {
    const entries: BootEntry[] = [];
    let head: RegExpExecArray | null = null;
    for (const line of text.split("\n")) {
        const entry = /^\s*menuentry '([^']*)'.*menuentry_id_option '([^']*)'/.exec(line);
        if (entry !== null) head = entry;
        const linux = /^\s*linux(?:16|efi)?\s+(\S+)\s*(.*)$/.exec(line);
        if (linux === null || head === null) continue;
        entries.push({
            title: head[1],
            id: head[2],
            kernel: linux[1],
            commandLine: linux[2].trim(),
            recovery: head[2].includes("-recovery-"),
            rescue: linux[1].includes("-0-rescue-"),
        });
        head = null;
    }
    return entries;
}

function blsEntries(boot: string, environment: Record<string, string>, text: string): BootEntry[] {
    const directory = path.join(boot, "loader/entries");
    const fallback = /set kernelopts="([^"]*)"/.exec(text)?.[1] ?? "";
    const value = (name: string) => environment[name] ?? (name === "kernelopts" ? fallback : "");
    return fs
        .readdirSync(directory)
        .filter((name) => name.endsWith(".conf"))
        .sort((one, other) => other.localeCompare(one, "en", { numeric: true }))
        .map((name) => {
            const lines = fs.readFileSync(path.join(directory, name), "utf8").split("\n");
            const key = (word: string) =>
                lines
                    .filter((line) => line.startsWith(`${word} `))
                    .map((line) => line.slice(word.length + 1))
                    .join(" ");
            return {
                title: key("title"),
                id: name.slice(0, -".conf".length),
                kernel: key("linux"),
                commandLine: key("options")
                    .replace(/\$(\w+)/g, (_, variable: string) => value(variable))
                    .replace(/\s+/g, " ")
                    .trim(),
                recovery: false,
                rescue: name.endsWith("-0-rescue.conf"),
            };
        })
        .sort((one, other) => Number(one.rescue) - Number(other.rescue));
}

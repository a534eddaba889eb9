// Whether a machine would boot: GRUB's menus as GRUB reads them.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { adminEnvironment } from "../../tools/dev/hostPackages";
import type { ThrowawayRoot } from "../sandbox/throwawayRoot";

/** An entry as far as it has to stay: its title, and which kinds of lines it has. */
interface Entry {
    title: string;
    has: string[];
}

/** Why this machine would not boot as it did before, or nothing. */
export function brokenMenu(host: ThrowawayRoot, menus: string[], before: Entry[][]): string[] {
    return menus.flatMap((menu, index) => {
        const file = path.join(host.root, menu);
        try {
            const now = entriesOf(host, menu);
            const missing = before[index].filter(
                (entry) => !now.some((other) => JSON.stringify(other) === JSON.stringify(entry)),
            );
            return [
                ...missing.map(({ title }) => `${menu} has no whole entry '${title}' any more`),
                ...(fs.statSync(file).isDirectory() ? [] : grubSays(file)),
            ];
        } catch (error) {
            return [`${menu}: ${(error as Error).message}`];
        }
    });
}

/** The entries of a menu, or of a directory of entries, that are whole. */
export function entriesOf(host: ThrowawayRoot, menu: string): Entry[] {
    const file = path.join(host.root, menu);
    const isThere = (kernel: string) => fs.existsSync(path.join(host.root, "boot", path.basename(kernel)));
    if (!fs.statSync(file).isDirectory()) return entriesOfMenu(fs.readFileSync(file, "utf8"), isThere);
    const shared = grubenvOf(host);
    return fs
        .readdirSync(file)
        .filter((name) => name.endsWith(".conf"))
        .sort()
        .map((name) => {
            const lines = fs.readFileSync(path.join(file, name), "utf8").split("\n");
            const words = Object.fromEntries(
                lines.map((line) => [line.split(" ")[0], line.split(" ").slice(1).join(" ")]),
            );
            const options = (words.options ?? "").replace("$kernelopts", shared);
            const has = [
                ...(isThere(words.linux ?? "/") ? ["linux"] : []),
                ...(options.includes("root=") ? ["root"] : []),
                ...(lines.at(-1) === "" ? ["end"] : []),
            ];
            return { title: words.title ?? "", has };
        });
}

function entriesOfMenu(text: string, isThere: (kernel: string) => boolean): Entry[] {
    const found: Entry[] = [];
    let entry: Entry | undefined;
    for (const line of text.split("\n")) {
        const [word, what] = line.trim().split(/\s+/);
        if (word === "menuentry") entry = { title: line.split("'")[1] ?? "", has: [] };
        else if (entry !== undefined && /^linux/.test(word) && isThere(what ?? "/"))
            entry.has.push(line.includes("root=") ? "linux" : "linux without root");
        else if (entry !== undefined && /^initrd/.test(word)) entry.has.push("initrd");
        else if (entry !== undefined && word === "}") {
            found.push(entry);
            entry = undefined;
        }
    }
    return found;
}

/** kernelopts of grubenv, or what the menu says where that has none. */
function grubenvOf(host: ThrowawayRoot): string {
    const read = (file: string, line: RegExp) =>
        host.exists(file) ? line.exec(host.read(file))?.[1] : undefined;
    return (
        read("boot/grub2/grubenv", /^kernelopts=(.*)$/m) ??
        read("boot/grub2/grub.cfg", /^\s*set kernelopts="(.*)"$/m) ??
        ""
    );
}

/** What GRUB's own reader has against a menu. */
function grubSays(file: string): string[] {
    const { status, stdout, stderr } = spawnSync("grub-script-check", [file], {
        encoding: "utf8",
        env: adminEnvironment,
    });
    return status === 0
        ? []
        : [`${path.basename(file)}: ${(stderr || stdout || "no grub-script-check").trim()}`];
}

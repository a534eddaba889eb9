// Directories as they are on the disk of a simulated host, to be compared.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Every file, directory and link below a place on the disk, by its name on the host, with mode, owner, extended attributes
 * and content. Directories that a layer has only because something was once in them, and which are the machine's otherwise,
 * are left out.
 */
export function treeOf(place: string, name: string): Record<string, string> {
    const found: Record<string, string> = {};
    if (!fs.existsSync(place)) return found;
    const attributes = attributesBelow(place);
    const walk = (directory: string): void => {
        for (const entry of fs.readdirSync(path.join(place, directory)).sort()) {
            const below = path.join(directory, entry);
            const full = path.join(place, below);
            const file = path.join(name, below);
            const stat = fs.lstatSync(full);
            const mark = markOf(stat) + (attributes.get(full) ?? "");
            if (stat.isDirectory()) {
                if (!isOfLayer(file, mark)) found[`${file}/`] = mark;
                walk(below);
            } else if (stat.isSymbolicLink()) {
                found[file] = `${stat.uid}:${stat.gid} -> ${fs.readlinkSync(full)}`;
            } else if (stat.isFile()) {
                found[file] = `${mark} ${fs.readFileSync(full, "latin1")}`;
            } else found[file] = `${mark} no file of its own`;
        }
    };
    walk("");
    return found;
}

function markOf({ mode, uid, gid }: fs.Stats): string {
    return `${(mode & 0o7777).toString(8)} ${uid}:${gid}`;
}

function isOfLayer(file: string, mark: string): boolean {
    const machine = /^usr\//.test(file) ? fs.statSync(`/${file}`, { throwIfNoEntry: false }) : undefined;
    return machine?.isDirectory() === true && markOf(machine) === mark;
}

/** The extended attributes of everything below a place that has any, without the layers' own. */
function attributesBelow(place: string): Map<string, string> {
    const args = ["-R", "-P", "-h", "-d", "-m", "^(user|security|system)\\.", "--absolute-names", place];
    const text = execFileSync("getfattr", args, { encoding: "utf8", maxBuffer: 2 ** 28 });
    return new Map(
        text
            .split("\n\n")
            .map((block) => /^# file: (.*)\n([^]*)/.exec(block))
            .filter((match) => match !== null)
            .map(([, file, lines]) => [file, ` ${lines.trim().split("\n").sort().join(" ")}`]),
    );
}

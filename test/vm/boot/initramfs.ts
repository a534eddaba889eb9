// A root file system of a few files, as the kernel unpacks it: a cpio archive in memory's own format ("newc").
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

interface Entry {
    name: string;
    mode: number;
    content?: Buffer;
}

/** The archive of busybox with the libraries that it needs, and `init` as the first program. */
export function initramfs(init: string): Buffer {
    const busybox = execFileSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).trim();
    const files = [busybox, ...librariesOf(busybox)].map((file) => ({
        name: file === busybox ? "/bin/busybox" : file,
        mode: 0o100755,
        content: fs.readFileSync(file),
    }));
    const all = [...files, { name: "/init", mode: 0o100755, content: Buffer.from(init) }];
    const directories = [...new Set(["/proc", "/sys", ...all.flatMap(({ name }) => directoriesAbove(name))])];
    return cpio([...directories.sort().map((name) => ({ name, mode: 0o040755 })), ...all]);
}

/** Absolute paths of the shared libraries and the loader; none for a static program. */
function librariesOf(program: string): string[] {
    try {
        const text = execFileSync("ldd", [program], {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        });
        return [...text.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, file]) => file);
    } catch {
        return [];
    }
}

function directoriesAbove(file: string): string[] {
    const directory = path.dirname(file);
    return directory === "/" ? [] : [...directoriesAbove(directory), directory];
}

function cpio(entries: Entry[]): Buffer {
    const trailer: Entry = { name: "/TRAILER!!!", mode: 0 };
    const parts = [...entries, trailer].map(({ name, mode, content = Buffer.alloc(0) }, index) => {
        const written = `${name.slice(1)}\0`;
        const [uid, gid, links, time, none] = [0, 0, 1, 0, 0];
        const numbers = [index + 1, mode, uid, gid, links, time, content.length];
        const device = [none, none, none, none, written.length, none];
        const header =
            "070701" + [...numbers, ...device].map((n) => n.toString(16).padStart(8, "0")).join("");
        return Buffer.concat([padded(Buffer.from(header + written)), padded(content)]);
    });
    return Buffer.concat(parts);
}

function padded(bytes: Buffer): Buffer {
    return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

import * as fs from "node:fs";
import * as path from "node:path";

/** A file of a simulated host: its text, or more. */
export type FileContent =
    string | { text: string | Buffer; mode: number } | { link: string } | { hidden: true };

/** Files by their absolute path; one that ends in a slash is a directory. */
export type Files = Record<string, FileContent>;

/** A program: text with mode 0755. */
export function program(text: string): FileContent {
    return { text, mode: 0o755 };
}

/** Where on a simulated host's disk a path lies: /usr has a layer of its own, and the old places link into it. */
export function diskPath(host: string, file: string): string {
    const moved = file.replace(/^\/(bin|sbin|lib|lib64)\//, "/usr/$1/");
    return moved.startsWith("/usr/") ? path.join(host, moved) : path.join(host, "root", moved);
}

/** Lays files below a directory; `place` tells where. */
export function lay(files: Files, place: (file: string) => string): void {
    for (const [file, content] of Object.entries(files)) {
        const target = place(file);
        if (file.endsWith("/")) {
            fs.mkdirSync(target, { recursive: true });
            continue;
        }
        fs.mkdirSync(path.dirname(target), { recursive: true });
        if (typeof content === "string") fs.writeFileSync(target, content);
        else if ("link" in content) fs.symlinkSync(content.link, target);
        else if ("hidden" in content) throw new Error(`${file}: only an image can hide files.`);
        else {
            fs.writeFileSync(target, content.text);
            fs.chmodSync(target, content.mode);
        }
    }
}

/** The stand-ins in a folder of `standIns`, as files in `directory` of a host. */
export function programsOf(folder: string, directory: string): Files {
    const from = path.join(__dirname, "standIns", folder);
    return Object.fromEntries(
        fs
            .readdirSync(from)
            .sort()
            .map((name) => [`${directory}/${name}`, program(fs.readFileSync(path.join(from, name), "utf8"))]),
    );
}

/** One of them. */
export function programOf(folder: string, name: string): FileContent {
    return program(fs.readFileSync(path.join(__dirname, "standIns", folder, name), "utf8"));
}

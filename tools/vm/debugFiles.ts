import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory } from "../dev/checkout";
import { run } from "../dev/exec";
import { Say, timed } from "../dev/say";

/** What a VM's dumps are read with, and what makes it fail. */
export interface DebugFiles {
    /** Path of the kernel with debuginfo. */
    vmlinux: string;
    /** Path of the module of tools/vm/faults, built for that kernel. */
    module: string;
}

/** vmlinux of the VM's kernel, and the module that makes it fail, from the archive's packages. */
export async function debugFiles(release: string, say: Say): Promise<DebugFiles> {
    const directory = cacheDirectory("crash", release);
    const vmlinux = path.join(directory, `usr/lib/debug/lib/modules/${release}/vmlinux`);
    if (!fs.existsSync(vmlinux))
        await unpack(
            say,
            directory,
            [`linux-image-${release}-dbg`],
            `./usr/lib/debug/lib/modules/${release}/vmlinux`, // a link to the next
            `./usr/lib/debug/boot/vmlinux-${release}`,
        );
    const headers = path.join(directory, `usr/src/linux-headers-${release}`);
    if (!fs.existsSync(headers)) {
        const needs = await run("apt-cache", ["depends", `linux-headers-${release}`]);
        const others = [...needs.matchAll(/Depends: (linux-\S+-common|linux-kbuild-\S+)/g)].map(
            (match) => match[1],
        );
        await unpack(say, directory, [`linux-headers-${release}`, ...others]);
        const makefile = path.join(headers, "Makefile");
        const text = fs.readFileSync(makefile, "utf8");
        fs.writeFileSync(makefile, text.replace("include /usr", `include ${directory}/usr`));
    }
    const source = path.join(directory, "faults");
    fs.cpSync(path.join(__dirname, "faults"), source, { recursive: true });
    await run("make", ["-C", headers, `M=${source}`, "modules"]);
    return { vmlinux, module: path.join(source, "faults.ko") };
}

async function unpack(say: Say, directory: string, packages: string[], ...only: string[]): Promise<void> {
    fs.mkdirSync(directory, { recursive: true });
    await run("apt-get", ["-q", "download", ...packages], { cwd: directory });
    for (const name of packages) {
        await timed(say, `unpacking ${name}`, () =>
            run(
                "sh",
                [
                    "-c",
                    `dpkg-deb --fsys-tarfile ${name}_*.deb | tar -x ${only.join(" ")} && rm ${name}_*.deb`,
                ],
                {
                    cwd: directory,
                },
            ),
        );
    }
}

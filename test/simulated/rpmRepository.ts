import * as fs from "node:fs";
import * as path from "node:path";

import { run } from "../../tools/dev/exec";
import { lay } from "./files";
import type { Package } from "./packages";

/** The key that debug packages are signed with, in a repository of them. No host has it. */
export const debugKey = "debug.key";

/**
 * Builds .rpm files and the repositories of them in `directory`: debug packages are in its folder `debug`, signed as a
 * distribution's.
 */
export async function buildRpmRepository(
    directory: string,
    packages: Package[],
    architecture: string,
): Promise<void> {
    const top = path.join(directory, ".rpmbuild");
    fs.mkdirSync(path.join(directory, "debug"), { recursive: true });
    const specs = batches(packages).map((batch, index) => {
        const stage = path.join(top, `stage-${index}`);
        for (const one of batch) lay(one.files ?? {}, (file) => path.join(stage, file));
        fs.mkdirSync(stage, { recursive: true });
        const spec = path.join(top, `simulated-${index}.spec`);
        fs.writeFileSync(spec, `${specOf(batch, index, stage)}\n`);
        return spec;
    });
    const define = (name: string, value: string) => ["--define", `${name} ${value}`];
    await run("rpmbuild", [
        "-bb",
        ...["--target", architecture, "--nodeps"],
        ...define("_topdir", top),
        ...define("_rpmdir", directory),
        ...define("_build_name_fmt", "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"),
        ...define("debug_package", "%{nil}"),
        ...define("__os_install_post", "%{nil}"),
        ...define("_binary_payload", "w0.ufdio"),
        ...define("_dbpath", path.join(top, "db")),
        ...specs,
    ]);
    for (const one of packages.filter(({ debug }) => debug)) {
        const file = `${one.name}-${one.version}.${architecture}.rpm`;
        fs.renameSync(path.join(directory, file), path.join(directory, "debug", file));
    }
    await sign(path.join(directory, "debug"), path.join(directory, debugKey), path.join(top, "gpg"));
    fs.rmSync(top, { recursive: true });
    await run("createrepo_c", ["-q", "--excludes", "debug/*", directory]);
    await run("createrepo_c", ["-q", "--content", "debug", path.join(directory, "debug")]);
}

/** Signs every package in `directory` with a key of its own, whose public half goes to `publicKey`. */
async function sign(directory: string, publicKey: string, home: string): Promise<void> {
    const files = fs.readdirSync(directory).map((file) => path.join(directory, file));
    if (files.length === 0) return;
    const who = "tests@example.invalid";
    const gpg = ["--homedir", home, "--batch", "--no-tty", "--quiet", "--passphrase", ""];
    fs.mkdirSync(home, { mode: 0o700 });
    // rpm 4 knows RSA best.
    await run("gpg", [...gpg, "--quick-generate-key", who, "rsa2048", "sign", "never"]);
    await run("gpg", [...gpg, "--armor", "--output", publicKey, "--export"]);
    const define = (name: string, value: string) => ["--define", `${name} ${value}`];
    const key = [
        ...define("__gpg", "/usr/bin/gpg"),
        ...define("_gpg_path", home),
        ...define("_gpg_name", who),
    ];
    await run("rpmsign", [...key, "--addsign", ...files]);
    await run("gpgconf", ["--homedir", home, "--kill", "all"]);
}

/** A spec file has each name once, but a repository has several kernels. */
function batches(packages: Package[]): Package[][] {
    const sorted: Package[][] = [];
    for (const one of packages) {
        const batch = sorted.find((others) => others.every(({ name }) => name !== one.name));
        if (batch) batch.push(one);
        else sorted.push([one]);
    }
    return sorted;
}

function specOf(packages: Package[], index: number, stage: string): string {
    const lines = [
        `Name: simulated-${index}`,
        "Version: 1",
        "Release: 1",
        "Summary: stand-ins",
        "License: Apache-2.0",
        "%description",
        "Stand-ins for a simulated host.",
        "%install",
        `mkdir -p %{buildroot} && cp -a ${stage}/. %{buildroot}`,
    ];
    for (const one of packages) {
        const at = one.version.lastIndexOf("-");
        lines.push(
            `%package -n ${one.name}`,
            `Version: ${one.version.slice(0, at)}`,
            `Release: ${one.version.slice(at + 1)}`,
            "Summary: stand-in for a simulated host",
            "AutoReqProv: no",
            ...(one.needs ?? []).map((need) => `Requires: ${need}`),
            ...(one.provides ?? []).map((name) => `Provides: ${name}`),
            `%description -n ${one.name}`,
            "A stand-in.",
            `%files -n ${one.name}`,
            ...Object.keys(one.files ?? {}).map((file) => {
                if (file.endsWith("/")) return `%dir ${file}`;
                return one.settings?.includes(file) ? `%config(noreplace) ${file}` : file;
            }),
        );
        const script = (when: string, text: string) => lines.push(`%${when} -n ${one.name} -p /bin/sh`, text);
        if (one.installed) script("posttrans", one.installed);
        if (one.removing) script("preun", `[ "$1" = 0 ] || exit 0\n${one.removing}`);
        if (one.removed) script("postun", `[ "$1" = 0 ] || exit 0\n${one.removed}`);
    }
    lines.push("%changelog", ...packages.flatMap(({ changelog }) => changelog ?? []));
    return lines.join("\n");
}

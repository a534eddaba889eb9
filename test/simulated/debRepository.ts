import * as fs from "node:fs";
import * as path from "node:path";

import { run } from "../../tools/dev/exec";
import { lay } from "./files";
import type { Package } from "./packages";

/** Where the archive of debug packages is, in a repository whose packages have their key with them. */
export const debugArchive = "ddebs";

/**
 * Builds .deb files and the repository of them in `directory`. Debug packages are in an archive of their own there,
 * laid out and signed as a distribution's.
 *
 * @param suites of the archive of debug packages
 */
export async function buildDebRepository(
    directory: string,
    packages: Package[],
    suites: string[],
): Promise<void> {
    const stages = path.join(directory, ".stage");
    const archive = path.join(directory, debugArchive);
    const keyring = packages.find((one) => one.keyring);
    const gpg = [
        "--homedir",
        path.join(stages, "gpg"),
        "--batch",
        "--no-tty",
        "--quiet",
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
    ];
    if (keyring?.keyring) {
        fs.mkdirSync(path.join(stages, "gpg"), { recursive: true, mode: 0o700 });
        const file = path.join(stages, keyring.name, keyring.keyring);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        await run("gpg", [
            ...gpg,
            "--quick-generate-key",
            "tests@example.invalid",
            "ed25519",
            "sign",
            "never",
        ]);
        await run("gpg", [...gpg, "--output", file, "--export"]);
    }
    for (const one of packages) {
        const target = one.debug ? path.join(archive, "pool") : directory;
        fs.mkdirSync(target, { recursive: true });
        await buildDeb(one, path.join(stages, one.name), target);
    }
    const index = await run("apt-ftparchive", ["packages", "."], { cwd: directory });
    fs.writeFileSync(path.join(directory, "Packages"), index);
    const release = await run("apt-ftparchive", ["release", "."], { cwd: directory });
    fs.writeFileSync(path.join(directory, "Release"), release);
    if (keyring) {
        for (const suite of suites) await buildSuite(archive, suite, gpg);
        await run("gpgconf", ["--homedir", path.join(stages, "gpg"), "--kill", "all"]);
    }
    fs.rmSync(stages, { recursive: true });
}

async function buildSuite(archive: string, suite: string, gpg: string[]): Promise<void> {
    const components = ["main", "restricted", "universe", "multiverse"];
    const dists = path.join(archive, "dists", suite);
    for (const component of components) {
        const directory = path.join(dists, component, "binary-amd64");
        fs.mkdirSync(directory, { recursive: true });
        const index =
            component === "main" ? await run("apt-ftparchive", ["packages", "pool"], { cwd: archive }) : "";
        fs.writeFileSync(path.join(directory, "Packages"), index);
    }
    const set = (name: string, value: string) => ["-o", `APT::FTPArchive::Release::${name}=${value}`];
    const about = [
        ...set("Suite", suite),
        ...set("Codename", suite),
        ...set("Components", components.join(" ")),
        ...set("Architectures", "amd64"),
    ];
    const release = path.join(archive, "dists", `${suite}.Release`);
    fs.writeFileSync(release, await run("apt-ftparchive", [...about, "release", dists]));
    await run("gpg", [...gpg, "--output", path.join(dists, "InRelease"), "--clearsign", release]);
}

async function buildDeb(one: Package, stage: string, target: string): Promise<void> {
    lay(one.files ?? {}, (file) => path.join(stage, file));
    const control = [
        `Package: ${one.name}`,
        `Version: ${one.version}`,
        "Architecture: all",
        "Maintainer: The tests <tests@example.invalid>",
        "Section: admin",
        "Priority: optional",
        ...(one.needs?.length ? [`Depends: ${one.needs.join(", ")}`] : []),
        "Installed-Size: 16",
        "Description: stand-in for a simulated host",
        "",
    ];
    lay({ "/control": control.join("\n") }, (file) => path.join(stage, "DEBIAN", file));
    if (one.settings) fs.writeFileSync(path.join(stage, "DEBIAN/conffiles"), `${one.settings.join("\n")}\n`);
    const scripts = {
        postinst: one.installed && `[ "$1" = configure ] || exit 0\n${one.installed}`,
        prerm: one.removing && `[ "$1" = remove ] || exit 0\n${one.removing}`,
        postrm: one.removed && `[ "$1" = purge ] || exit 0\n${one.removed}`,
    };
    for (const [name, text] of Object.entries(scripts)) {
        if (!text) continue;
        fs.writeFileSync(path.join(stage, "DEBIAN", name), `#!/bin/sh\nset -e\n${text}\n`, {
            mode: 0o755,
        });
    }
    await run("dpkg-deb", ["--root-owner-group", "-Znone", "-b", stage, target]);
}

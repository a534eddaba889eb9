// Where a guest's packages come from: Debian's archive as this machine's own apt reaches it, or Ubuntu's.
import * as crypto from "node:crypto";
import * as fs from "node:fs";

import { run } from "../dev/exec";
import { Guest } from "./guests";
import { ubuntuKeyring, ubuntuStanzas } from "./ubuntuArchive";

export interface AptSources {
    /** One deb822 text, as the guest has it. */
    sources: string;
    /** The same for the build, with a keyring that is on this machine. */
    buildSources: string;
    /** `Acquire::…` settings for the build on this machine. */
    buildSettings: string[];
    /** The same as the guest needs them: a proxy on this machine's loopback is 10.0.2.2 there. */
    guestSettings: string[];
    /** Files that the settings and sources name (keyrings, CAs), to be copied to the same place. */
    files: string[];
}

export async function readAptSources(
    guest: Guest,
    env: NodeJS.ProcessEnv = process.env,
): Promise<AptSources> {
    const settings = acquireSettings(await run("apt-config", ["dump"]), env);
    const isDebian = guest.distribution === "Debian";
    const stanzas = isDebian ? await debianSources(guest.release) : ubuntuStanzas(guest.release);
    const sources = stanzas.join("\n");
    return {
        sources,
        buildSources: isDebian
            ? sources
            : sources.replace(/^Signed-By: .*$/gm, `Signed-By: ${await ubuntuKeyring()}`),
        buildSettings: settings,
        guestSettings: settings.map(asSeenFromGuest),
        files: namedFiles(isDebian ? stanzas : [], settings).filter((file) => fs.existsSync(file)),
    };
}

async function debianSources(release: string): Promise<string[]> {
    const targets = await run("apt-get", ["indextargets", "Created-By: Packages"]);
    return debianStanzas(release, targets, (file) => fs.readFileSync(file, "utf8"));
}

/**
 * Debian's own archives among apt's index targets, one deb822 stanza each. apt itself has read .list and
 * .sources files, options and all; `Origin` is what the archive says of itself, whichever mirror brought it.
 */
export function debianStanzas(
    release: string,
    indexTargets: string,
    read: (file: string) => string,
): string[] {
    const stanzas = new Map<
        string,
        { suite: string; uri: string; signedBy: string; components: Set<string> }
    >();
    for (const text of indexTargets.split(/\n\n+/)) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1].trim();
        const uri = field("Repo-URI");
        const component = field("Component");
        const suite = asRelease(release, field("Codename") ?? field("Release") ?? "");
        if (field("Origin") !== "Debian" || !uri || !component || !suite) continue;
        const key = `${uri} ${suite}`;
        const signedBy = keyringsIn(read((field("Sourcesentry") ?? "").replace(/:\d+$/, "")));
        const entry = stanzas.get(key) ?? { uri, suite, signedBy, components: new Set<string>() };
        stanzas.set(key, entry);
        entry.components.add(component);
    }
    if (stanzas.size === 0) {
        throw new Error(
            "apt on this machine knows no archive of Debian, so there is nothing to build a guest from. " +
                "Run `apt-get update` as root; on a machine that is not Debian, use a Debian container or VM.",
        );
    }
    return [...stanzas.values()].map(({ uri, suite, signedBy, components }) =>
        [
            "Types: deb",
            `URIs: ${uri}`,
            `Suites: ${suite}`,
            `Components: ${[...components].sort().join(" ")}`,
            `Signed-By: ${signedBy}`,
            "",
        ].join("\n"),
    );
}

/** The keyring files that a .list or .sources file names; apt does not tell which entry named which. */
function keyringsIn(sourcesFile: string): string {
    const values = [...sourcesFile.matchAll(/^[^#\n]*\bsigned-by\s*[:=]\s*([^\]\n]+)/gim)].map(
        (match) => match[1],
    );
    const named = values.flatMap((value) => value.split(/[\s,]+/)).filter((word) => word.startsWith("/"));
    return [...new Set(named)].join(" ") || "/usr/share/keyrings/debian-archive-keyring.gpg";
}

/** `trixie-security` on a trixie machine is `bookworm-security` in the guest; backports and the like are left out. */
function asRelease(release: string, codename: string): string | undefined {
    const match = /^[a-z]+(-security|-updates)?$/.exec(codename);
    return match ? `${release}${match[1] ?? ""}` : undefined;
}

/** The settings of apt that decide whether an archive can be reached and is believed. */
export function acquireSettings(configDump: string, env: NodeJS.ProcessEnv): string[] {
    const settings = configDump
        .split("\n")
        .filter((line) =>
            /^Acquire::(Check-Valid-Until|Check-Date|Retries|ForceIPv[46]|https?::\S+) "[^"]+";$/.test(line),
        )
        .filter((line) => !/^Acquire::https?::(User-Agent|Proxy-Auto-Detect|ProxyAutoDetect)/i.test(line));
    for (const scheme of ["http", "https"]) {
        const proxy = env[`${scheme}_proxy`] ?? env[`${scheme.toUpperCase()}_PROXY`];
        const known = settings.some((line) => line.startsWith(`Acquire::${scheme}::Proxy `));
        if (proxy && !known) settings.push(`Acquire::${scheme}::Proxy "${proxy}";`);
    }
    return settings;
}

export function asSeenFromGuest(setting: string): string {
    return setting.replace(/(\/\/(?:[^@/"]*@)?)(127\.0\.0\.1|localhost|\[::1\])(?=[:/"])/, "$110.0.2.2");
}

function namedFiles(stanzas: string[], settings: string[]): string[] {
    const keyrings = stanzas.flatMap((stanza) => /^Signed-By: (.*)$/m.exec(stanza)?.[1].split(" ") ?? []);
    const authorities = settings.map((line) => /::(?:CaInfo|SslCert) "(\/[^"]+)"/i.exec(line)?.[1] ?? "");
    return [...new Set([...keyrings, ...authorities])].filter((file) => file !== "");
}

/** What of the sources decides the content of an image. */
export function fingerprint({ sources, guestSettings, files }: AptSources): string {
    const hash = crypto.createHash("sha256").update(sources).update(guestSettings.join("\n"));
    for (const file of files) hash.update(file).update(fs.readFileSync(file));
    return hash.digest("hex");
}

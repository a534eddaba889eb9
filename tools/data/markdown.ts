// What documents say of data/.
import { Model, Recommended, Release } from "./model";

const head = (...files: string[]) =>
    `<!-- Made by \`npm run generate\` from ${files.map((file) => `data/${file}`).join(" and ")}: change it there. -->`;

/** `| a | b |` with a head. */
function table(columns: string[], rows: string[][]): string {
    const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
    return line(columns) + line(columns.map(() => "---")) + rows.map(line).join("");
}

/** How a release is tested, for people. */
export function tested({ vm, simulated = [] }: Release): string {
    const machines = [...new Set(simulated.map(({ machine = "x86_64" }) => machine))];
    const simulation =
        machines.length === 0
            ? []
            : [`simulated host${machines.join() === "x86_64" ? "" : ` (${machines.join(", ")})`}`];
    const all = [...(vm === undefined ? [] : [`real VM: ${vm}`]), ...simulation];
    return all.length === 0 ? "by rule alone" : all.join("; ");
}

function titleOf({ distribution, label, versions }: Release): string {
    const service = versions.find((version) => version.includes("["));
    const until = label.includes("later") ? undefined : service?.replace(/\[\d-(\d)\]/, "$1");
    return `${distribution.name} ${label}`.trim() + (until === undefined ? "" : ` up to ${until}`);
}

export function distributionsMarkdown({ releases, recommended, additions }: Model): string {
    return `${head("releases.json", "crashkernel.json")}

# Distributions

A release is supported when \`ID\` and \`VERSION_ID\` of its /etc/os-release are in this table. Other hosts are refused before
anything is changed.

${table(
    [
        "distribution",
        "`ID`",
        "`VERSION_ID`",
        "architectures",
        "recommended",
        "how it is tested on x86_64, or where it says",
    ],
    releases.map((release) => [
        titleOf(release),
        `\`${release.id}\``,
        release.versions.map((version) => `\`${version}\``).join(" "),
        release.distribution.architectures.join(", "),
        release.recommended === undefined
            ? "measured"
            : `[${release.recommended}](#${anchor(release.recommended)})`,
        tested(release),
    ]),
)}
A simulated host has real package managers and a real grub-mkconfig, and stand-ins for what needs a kernel. What is not named
is set up by the rules of its kin and was never run.

## Boot loaders

${table(["distribution", "boot loader"], bootLoaders(releases))}
## Recommended crashkernel values

What \`crashkernel: "recommended"\` stands for. SUSE has no table: its \`kdumptool calibrate\` measures each machine. On RHEL 9 and
later and what is rebuilt from it, Fedora and Amazon Linux 2023 a host goes by its own \`kdumpctl get-default-crashkernel\`, and by
this table where that says nothing.

${Object.entries(recommended)
    .filter(([name]) => releases.some((release) => release.recommended === name))
    .map(([name, values]) => recommendedMarkdown(name, values))
    .join("\n")}
Some devices need more: ${Object.entries(additions.mebibytes)
        .map(([name, size]) => `${name.replaceAll("_", " ")} ${size} MiB`)
        .join(", ")}. (${additions.source})
`;
}

function bootLoaders(releases: Release[]): string[][] {
    const loaders = new Map<string, string[]>();
    for (const release of releases) {
        const there = loaders.get(release.inGeneration.bootLoader) ?? [];
        loaders.set(release.inGeneration.bootLoader, [...there, titleOf(release)]);
    }
    return [...loaders].map(([loader, titles]) => [titles.join(", "), loader]);
}

const anchor = (name: string) => name.replaceAll(".", "");

function recommendedMarkdown(name: string, { source, note, values }: Recommended): string {
    return `### ${name}

${table(
    ["architecture", "kernel", "value"],
    values.map(({ arch, kernel, pageSize, value }) => [
        arch.join(", "),
        pageSize === undefined ? (kernel ?? "any") : `pages of ${pageSize / 1024} KiB`,
        `\`${value}\``,
    ]),
)}
${note === undefined ? "" : `${note} `}Source: ${source}.
`;
}

export function errorsMarkdown({ errors }: Model): string {
    return `${head("errors.json")}

# Error codes

A step of \`kdump-host\` or \`kdump-server\` that fails ends with status 1, and the last line of its output is
\`error [code]: sentence\`. The sentence names what was found and what to do; the code stays the same between versions, so
that scripts can go by it. A program that is called wrongly ends with status 2 and the code \`usage\`.

${table(
    ["code", "program", "meaning", "remedy"],
    Object.entries(errors).map(([code, { programs, meaning, remedy }]) => [
        `\`${code}\``,
        programs.join(", "),
        meaning,
        remedy,
    ]),
)}`;
}

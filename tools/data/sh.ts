// The tables of the host programs.
import { Model, Release } from "./model";

const head = (...files: string[]) =>
    `# shellcheck shell=sh\n# Made by \`npm run generate\` from ${files.map((file) => `data/${file}`).join(" and ")}: change it there.\n`;

/** A word in single quotes, where it needs them. */
function quote(text: string): string {
    return /^[A-Za-z0-9_.:,%@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A pattern of data/ as one of a case: nothing but `*` and `[a-b]` means anything. */
function pattern(text: string): string {
    return text.replace(/[^A-Za-z0-9_.:,%@+*[\]-]/g, "\\$&");
}

/** One arm of a case: on one line where it fits, else its patterns and assignments on as many as it takes. */
function arm(patterns: string[], ...commands: string[]): string {
    const line = `    ${patterns.join(" | ")}) ${commands.join(" ")} ;;\n`;
    if (line.length <= 118) return line;
    const lines = [""];
    for (const each of patterns) {
        const last = lines[lines.length - 1];
        if (last === "") lines[lines.length - 1] = each;
        else if (last.length + each.length > 105) lines.push(each);
        else lines[lines.length - 1] = `${last} | ${each}`;
    }
    const bodies = commands.join(" ").length > 105 ? commands : [commands.join(" ")];
    const body = bodies.map((command) => `        ${command}\n`).join("");
    return `    ${lines.join(" | \\\n        ")})\n${body}        ;;\n`;
}

/** Assigns a text that is too long for a line. */
function assign(name: string, text: string): string {
    const lines = text.match(/.{1,80}(?: |$)/g) ?? [];
    return lines
        .map((part, index) => `${name}=${index === 0 ? `'${part}'` : `"\${${name}}${part}"`}\n`)
        .join("");
}

export function releaseSh(model: Model): string {
    return `${head("releases.json", "crashkernel.json")}
# The distributions that are supported, for people.
${assign("supported", supportedSentence(model.releases))}
# All releases of a generation know the same directives; a table has recommended crashkernel values.
release_generation='' release_table=

# release_find ID VERSION_ID: family_name, release_generation and release_table; status 1 where it is not supported.
release_find() {
    case $1:$2 in
${grouped(model.releases)}    *) return 1 ;;
    esac
}

# release_recommended ARCH KERNEL: RET is the release's own crashkernel value; status 1 where it has none.
release_recommended() {
    RET=
    case $release_table:$1:$2 in
${recommendedArms(model)}    *) return 1 ;;
    esac
}

# release_adds: status 1 where the release's own value is the same for every device.
release_adds() {
    case $release_generation in
    ${model.additions.generations.join(" | ")}) ;;
    *) return 1 ;;
    esac
}

# What these need more, in MiB.
${Object.entries(model.additions.mebibytes)
    .map(([name, size]) => `release_add_${name}=${size}\n`)
    .join("")}`;
}

/** One arm for neighbours that differ in nothing but id and version. */
function grouped(releases: Release[]): string {
    const groups: { body: string; patterns: string[] }[] = [];
    for (const { id, versions, distribution, generation, recommended } of releases) {
        const body = `family_name=${distribution.family} release_generation=${generation} release_table=${recommended ?? ""}`;
        const patterns = versions.map((version) => `${id}:${version}`);
        const last = groups.at(-1);
        if (last?.body === body) last.patterns.push(...patterns);
        else groups.push({ body, patterns });
    }
    return groups.map(({ body, patterns }) => arm(patterns, body)).join("");
}

function recommendedArms({ releases, recommended }: Model): string {
    const used = [...new Set(releases.flatMap((release) => release.recommended ?? []))];
    return used
        .flatMap((name) =>
            recommended[name].values.map(({ arch, kernel = "*", value }) =>
                arm(
                    arch.map((each) => `${name}:${each}:${kernel}`),
                    `RET=${value}`,
                ),
            ),
        )
        .join("");
}

/** `Debian 11 to 13, Ubuntu 20.04 and 22.04, AlmaLinux and Rocky Linux 8 to 10`. */
function supportedSentence(releases: Release[]): string {
    const labels = new Map<string, string[]>();
    for (const { distribution, label } of releases) {
        const name = distribution.short ?? distribution.name;
        const there = labels.get(name) ?? [];
        if (!there.includes(label)) there.push(label);
        labels.set(name, there);
    }
    const names = new Map<string, string[]>();
    for (const [name, list] of labels) {
        const versions = versionRange(list);
        names.set(versions, [...(names.get(versions) ?? []), name]);
    }
    return [...names].map(([versions, list]) => `${spoken(list)} ${versions}`.trim()).join(", ");
}

function versionRange(labels: string[]): string {
    const numbers = labels.map(Number);
    const consecutive = numbers.every((number, index) => number === numbers[0] + index);
    return labels.length > 2 &&
        consecutive &&
        labels.every((label) => /^\d+$/.test(label)) &&
        numbers[0] !== 0
        ? `${labels[0]} to ${labels.at(-1)}`
        : spoken(labels);
}

function spoken(list: string[]): string {
    return list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
}

export function wordsSh({ acknowledgement, directories }: Model): string {
    return `${head("drill.json", "directories.json")}
# What a drill is told, so that nobody crashes a machine by accident.
words_drill=${quote(acknowledgement)}

# words_system DIR: is it one of the system's own, which others need?
words_system() {
    case $1 in
${arm(
    ["''", "/", ...directories.system, ...directories.passing.flatMap((top) => [top, `${top}/*`])],
    "return 0",
)}    esac
    return 1
}
`;
}

export function directiveSh({ directives, refusals, generations }: Model): string {
    const form = ({ form, choices }: { form: string; choices?: readonly string[] }) =>
        `directive_form=${form} directive_choices=${choices === undefined ? "" : quote(choices.join(" "))}`;
    const renamed = directives.directives.filter(({ formerName }) => formerName !== undefined);
    const asked = [...directives.directives, ...directives.targets, ...directives.former].filter(
        (row) => row.asked === true,
    );
    const young = [...directives.directives, ...directives.targets].flatMap(({ name, since }) =>
        Object.entries(since ?? {}).flatMap(([family, known]) =>
            generations
                .filter((each) => each.family === family && !known.includes(each.name))
                .map((each) => `${name}:${each.name}`),
        ),
    );
    return `${head("directives.json", "refusals.json")}
# The directives that say where dumps go, and the others of kdump.conf(5) in the order in which they are written.
directive_targets='${directives.targets.map(({ name }) => name).join(" ")}'
${assign("directive_names", directives.directives.map(({ name }) => name).join(" "))}
# The form of a value, and the choices where it is one of some; what of a line is not possible.
directive_form='' directive_choices='' directive_what=

# directive_find NAME: directive_form and directive_choices; status 1 for what is no directive.
directive_find() {
    case $1 in
${arm(
    directives.targets.map(({ name }) => name),
    form({ form: "target" }),
)}${directives.directives.map((row) => arm([row.name], form(row))).join("")}    *) return 1 ;;
    esac
}

# directive_own NAME: the same for what kdump.conf has no directive for.
directive_own() {
    case $1 in
${directives.own.map((row) => arm([row.name], form(row))).join("")}    *) return 1 ;;
    esac
}

# directive_has VALUE: it is one of directive_choices.
directive_has() {
    local directive_choice
    for directive_choice in $directive_choices; do
        if [ "$1" = "$directive_choice" ]; then return 0; fi
    done
    return 1
}

# directive_today NAME: RET is what a directive is called today.
directive_today() {
    RET=$1
    case $1 in
${renamed.map(({ name, formerName }) => arm([formerName ?? ""], `RET=${name}`)).join("")}    esac
}

# directive_former NAME: RET is what became of it; status 1 for what never was a directive.
directive_former() {
    case $1 in
${directives.former.map(({ name, advice }) => arm([name], `RET=${quote(plain(advice))}`)).join("")}    *) return 1 ;;
    esac
}

# directive_asked NAME: some kdumpctl of a release that is supported does not know it.
directive_asked() {
    case $1 in
${arm(
    asked.map(({ name }) => name),
    "return 0",
)}    esac
    return 1
}

# directive_since NAME: status 1 where this release is older than the directive.
directive_since() {
    case $1:$release_generation in
${arm(young, "return 1")}    esac
}

# directive_refused LINE: RET is why this family's kdump, or this release's, cannot do it, and what to do instead;
# directive_what is what is not possible. Status 1 where nothing is refused.
directive_refused() {
    directive_what=\${1%% *} RET=
    case $family_name:$release_generation:$1 in
${refusals
    .filter(({ generations }) => generations !== undefined)
    .map((row) => refusalArms(row, ":"))
    .join("")}    esac
    if [ -n "$RET" ]; then return 0; fi
    case $family_name:$1 in
${refusals
    .filter(({ generations }) => generations === undefined)
    .map((row) => refusalArms(row, "return 1"))
    .join("")}    *) return 1 ;;
    esac
}
`;
}

/** Its own arms, behind one for the lines that it is not about. */
function refusalArms(row: Model["refusals"][number], otherwise: string): string {
    const { family, generations, lines, but = [], whole, instead } = row;
    // No pattern begins with a *, which could stand for a part of the line too.
    const starts = generations?.map((generation) => `${family}:${generation}`) ?? [family];
    const patterns = (each: readonly string[]) =>
        starts.flatMap((start) => each.map((line) => `${start}:${pattern(line)}`));
    const reason = `RET=${quote(plain(instead))}`;
    const refused = arm(patterns(lines), ...(whole ? ["directive_what=$1", reason] : [reason]));
    return but.length === 0 ? refused : arm(patterns(but), otherwise) + refused;
}

/** A sentence as the host says it: directives by their own names. */
function plain(text: string): string {
    return text.replace(/\{([a-z_]+)\}/g, "$1");
}

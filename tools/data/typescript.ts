// The tables of the plan, src/data/.
import * as prettier from "prettier";

import type { DirectiveRow, ErrorRow, RecommendedTable, ReleaseRow } from "../../src/data/types";
import { Model } from "./model";

interface Table {
    /** What it is, for its doc comment. */
    about: string;
    name: string;
    type: string;
    value: unknown;
}

/** The text of a file with these tables. */
async function moduleText(file: string, tables: Table[]): Promise<string> {
    const imported = ["DirectiveRow", "ErrorRow", "RecommendedTable", "RefusalRow", "ReleaseRow"].filter(
        (type) => tables.some((table) => table.type.includes(type)),
    );
    const text = [
        `// Made by \`npm run generate\` from data/${file}: change it there.`,
        imported.length === 0 ? "" : `import type { ${imported.join(", ")} } from "./types";\n`,
        ...tables.map(
            ({ about, name, type, value }) =>
                `/** ${about} */\nexport const ${name}: ${type} = ${JSON.stringify(value)};\n`,
        ),
    ].join("\n");
    return prettier.format(text, { parser: "typescript", printWidth: 110, tabWidth: 4 });
}

export async function typescriptFiles(model: Model): Promise<Record<string, string>> {
    const { directives, refusals, errors, recommended, acknowledgement, directories } = model;
    const releases = model.releases.map(
        ({
            id,
            versions,
            label,
            generation,
            makedumpfile,
            recommended,
            distribution,
            inGeneration,
        }): ReleaseRow => ({
            ...{ id, versions, name: distribution.name, label, family: distribution.family, generation },
            ...{ auto: inGeneration.auto, makedumpfile, recommended },
        }),
    );
    return {
        "src/data/releases.ts": await moduleText("releases.json", [
            {
                about: "Every release that is supported; of several that fit, the first counts.",
                name: "releases",
                type: "readonly ReleaseRow[]",
                value: releases,
            },
        ]),
        "src/data/crashkernel.ts": await moduleText("crashkernel.json", [
            {
                about: "The crashkernel values of distributions, by name.",
                name: "recommendedTables",
                type: "Readonly<Record<string, RecommendedTable>>",
                value: Object.fromEntries(
                    Object.entries(recommended).map(([name, table]) => [name, withoutKernels(table)]),
                ),
            },
        ]),
        "src/data/directives.ts": await moduleText("directives.json", [
            {
                about: "The directives that say where dumps go.",
                name: "targetNames",
                type: "readonly string[]",
                value: directives.targets.map(({ name }) => name),
            },
            {
                about: "The directives of kdump.conf(5), in the order in which they are written.",
                name: "directiveRows",
                type: "readonly DirectiveRow[]",
                value: directives.directives.map(
                    ({ name, property, form, choices, on, formerName }): DirectiveRow => ({
                        ...{ name, property, form, choices, on, formerName },
                    }),
                ),
            },
            {
                about: "What has no directive, by its word on the way to the host, and the property for it.",
                name: "ownWords",
                type: "Readonly<Record<string, string>>",
                value: Object.fromEntries(directives.own.map(({ name, property }) => [name, property])),
            },
            {
                about: "What kdump can compress a finished dump by.",
                name: "compressions",
                type: "readonly string[]",
                value: directives.own.find(({ name }) => name === "compression")?.choices,
            },
            {
                about: "What was a directive once, or never was one, and what became of it.",
                name: "formerDirectives",
                type: "Readonly<Record<string, string>>",
                value: Object.fromEntries(directives.former.map(({ name, advice }) => [name, advice])),
            },
        ]),
        "src/data/refusals.ts": await moduleText("refusals.json", [
            {
                about: "What the kdump of a family or a release cannot do.",
                name: "refusals",
                type: "readonly RefusalRow[]",
                value: refusals,
            },
        ]),
        "src/data/errors.ts": await moduleText("errors.json", [
            {
                about: "The codes of the programs' errors.",
                name: "errors",
                type: "Readonly<Record<string, ErrorRow>>",
                value: Object.fromEntries(
                    Object.entries(errors).map(([code, { meaning, remedy, say }]): [string, ErrorRow] => [
                        code,
                        { meaning, remedy, say },
                    ]),
                ),
            },
        ]),
        "src/data/drill.ts": await moduleText("drill.json", [
            {
                about: "What a drill is told, so that nobody crashes a machine by accident.",
                name: "acknowledgement",
                type: "string",
                value: acknowledgement,
            },
        ]),
        "src/data/directories.ts": await moduleText("directories.json", [
            {
                about: "System directories; a directory below one of them may hold dumps.",
                name: "systemDirectories",
                type: "readonly string[]",
                value: directories.system,
            },
            {
                about: "The kernel's own directories and those that a reboot empties, with everything below.",
                name: "passingDirectories",
                type: "readonly string[]",
                value: directories.passing,
            },
        ]),
    };
}

/** A plan knows no kernel, but for the size of its pages. */
function withoutKernels({ source, values }: Model["recommended"][string]): RecommendedTable {
    return {
        source,
        values: values
            .filter(({ kernel, pageSize }) => kernel === undefined || pageSize !== undefined)
            .map(({ arch, pageSize, value }) => ({ arch, pageSize, value })),
    };
}

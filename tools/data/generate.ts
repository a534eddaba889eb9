// Everything that is made from data/, as texts by path.
import * as fs from "node:fs";
import * as path from "node:path";

import { distributionsMarkdown, errorsMarkdown } from "./markdown";
import { Files, modelOf } from "./model";
import { directiveSh, releaseSh, wordsSh } from "./sh";
import { typescriptFiles } from "./typescript";

/**
 * The text of each generated file.
 *
 * @param files data/, or what might be in it
 */
export async function generate(files: Files): Promise<Record<string, string>> {
    const model = modelOf(files);
    return {
        "host/families/release.sh": releaseSh(model),
        "host/conf/directive.sh": directiveSh(model),
        "host/args/words.sh": wordsSh(model),
        ...(await typescriptFiles(model)),
        "docs/reference/distributions.md": distributionsMarkdown(model),
        "docs/reference/error-codes.md": errorsMarkdown(model),
    };
}

/** Writes what is not as it should be; returns the paths. */
export function write(made: Record<string, string>, checkout: string): string[] {
    return Object.entries(made).flatMap(([name, text]) => {
        const file = path.join(checkout, name);
        if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === text) return [];
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, text);
        return [name];
    });
}

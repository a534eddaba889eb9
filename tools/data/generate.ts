// Everything that is made from data/, as texts by path.
import * as fs from "node:fs";
import * as path from "node:path";

import { distributionsMarkdown, distributionTable, errorsMarkdown } from "./markdown";
import { Files, modelOf } from "./model";
import { directiveSh, releaseSh, wordsSh } from "./sh";
import { typescriptFiles } from "./typescript";

/** A table that stands inside a document, between `<!-- data:NAME -->` and `<!-- /data:NAME -->`. */
const documents = ["README.md", "docs/guides/fleets.md"];

/**
 * The text of each generated file.
 *
 * @param files data/, or what might be in it
 * @param checkout where the documents are that hold a table
 */
export async function generate(files: Files, checkout: string): Promise<Record<string, string>> {
    const model = modelOf(files);
    const made: Record<string, string> = {
        "host/families/release.sh": releaseSh(model),
        "host/conf/directive.sh": directiveSh(model),
        "host/args/words.sh": wordsSh(model),
        ...(await typescriptFiles(model)),
        "docs/reference/distributions.md": distributionsMarkdown(model),
        "docs/reference/error-codes.md": errorsMarkdown(model),
    };
    const blocks = { distributions: distributionTable(model.releases) };
    for (const document of documents) {
        const file = path.join(checkout, document);
        if (!fs.existsSync(file)) continue;
        const text = fs.readFileSync(file, "utf8");
        const filled = Object.entries(blocks).reduce((now, [name, block]) => fill(now, name, block), text);
        if (text.includes("<!-- data:")) made[document] = filled;
    }
    return made;
}

function fill(text: string, name: string, block: string): string {
    const [begin, end] = [`<!-- data:${name} -->\n`, `<!-- /data:${name} -->`];
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    return from < 0 || to < from
        ? text
        : `${text.slice(0, from + begin.length)}\n${block}\n${text.slice(to)}`;
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

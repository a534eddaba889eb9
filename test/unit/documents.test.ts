import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { checkout, documents, textOf } from "../support/documents";

const { files, scripts } = JSON.parse(textOf("package.json")) as {
    files: string[];
    scripts: Record<string, string>;
};

/** A document without its fenced and indented code, which may hold brackets and hashes of its own. */
function prose(document: string): string {
    return textOf(document)
        .replace(/^```[^]*?^```$/gm, "")
        .replace(/^ {4}.*$/gm, "");
}

/** The links of a document: from where, and to which file and anchor. */
function linksOf(document: string): { target: string; anchor?: string }[] {
    return [...prose(document).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link]) => link)
        .filter((link) => !/^https?:\/\//.test(link))
        .map((link) => {
            const [file, anchor] = link.split("#");
            const target = file === "" ? document : path.join(path.dirname(document), decodeURI(file));
            return { target, anchor };
        });
}

/** The anchors that GitHub and npm give a document's headings. */
function anchorsOf(document: string): string[] {
    const count = new Map<string, number>();
    return [...prose(document).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
        const slug = heading
            .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
            .toLowerCase()
            .replace(/[^\p{L}\p{N} _-]/gu, "")
            .replaceAll(" ", "-");
        const before = count.get(slug) ?? 0;
        count.set(slug, before + 1);
        return before === 0 ? slug : `${slug}-${before}`;
    });
}

/** Whether npm packs a file. */
function isPacked(file: string): boolean {
    const always = ["package.json", "README.md", "LICENSE"];
    return [...always, ...files].some((entry) => file === entry || file.startsWith(`${entry}/`));
}

/** The files that a document names, each as a path from the checkout: those with a placeholder are none. */
function filesNamedIn(document: string): string[] {
    const spans = [...prose(document).matchAll(/`([^`]+)`/g)].map(([, span]) => span);
    const cells = [...prose(document).matchAll(/(?<=[ |])test\/[^\s|,`]+\.ts/g)].map(([file]) => file);
    const ours = /^(src|host|test|tools|docs|examples|data|\.ci)\/[\w./-]*$/;
    return [...spans.filter((span) => ours.test(span) && !/[A-Z]{3,}/.test(path.basename(span))), ...cells];
}

for (const document of documents) {
    describe(document, () => {
        it("links to files and headings that are there", () => {
            const broken = linksOf(document).filter(
                ({ target, anchor }) =>
                    !fs.existsSync(path.join(checkout, target)) ||
                    (anchor !== undefined && !anchorsOf(target).includes(anchor)),
            );
            assert.deepEqual(broken, []);
        });

        it("names files that are there", () => {
            const missing = filesNamedIn(document).filter(
                (file) => !fs.existsSync(path.join(checkout, file)),
            );
            assert.deepEqual(missing, []);
        });

        it("names npm scripts that are there", () => {
            const named = [...textOf(document).matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script);
            assert.deepEqual(
                named.filter((script) => !(script in scripts)),
                [],
            );
        });

        if (isPacked(document)) {
            it("links to nothing that is missing from the npm package", () => {
                assert.deepEqual(
                    linksOf(document).filter(({ target }) => !isPacked(target)),
                    [],
                );
            });
        }
    });
}

describe("docs/waist.md", () => {
    const text = textOf("docs/waist.md");

    it("has every step of kdump-host, and no other", () => {
        const lists = textOf("host/main.sh").matchAll(/^main_steps=['"](?:\$main_steps\|)?([^'"]+)/gm);
        const steps = [...lists].flatMap(([, list]) => list.split("|"));
        const rows = [...text.matchAll(/^\| `(?:kdump-host|sh FILE) (\w+)/gm)].map(([, step]) => step);
        assert.deepEqual([...new Set(rows)].sort(), steps.sort());
    });

    it("has every member of the steps' answers", () => {
        const members = fs
            .readdirSync(path.join(checkout, "host/steps"))
            .flatMap((file) => [
                ...textOf(`host/steps/${file}`).matchAll(/\bjson_(?:add|put|text_file) (\w+)/g),
            ])
            .map(([, member]) => member);
        assert.deepEqual(
            members.filter((member) => !text.includes(`\`${member}\``)),
            [],
        );
        assert.ok(members.length >= 30);
    });
});

describe("the documents", () => {
    it("can all be reached from README", () => {
        const reached = new Set<string>();
        const visit = (document: string): void => {
            if (reached.has(document) || !document.endsWith(".md")) return;
            reached.add(document);
            linksOf(document).forEach(({ target }) => visit(target));
        };
        visit("README.md");
        assert.deepEqual(
            documents.filter((document) => document.startsWith("docs/") && !reached.has(document)),
            [],
        );
    });

    it("are short where they are to be read at once", () => {
        assert.ok(textOf("docs/architecture.md").split("\n").length <= 200);
    });
});

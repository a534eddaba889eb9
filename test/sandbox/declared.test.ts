import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const host = path.join(__dirname, "..", "..", "host");
const textOf = (file: string) => fs.readFileSync(path.join(host, file), "utf8");

/** Shell text without comments and without what stands in quotes. */
const bare = (text: string) =>
    text
        .replace(/^\s*#.*$/gm, "")
        .replace(/'[^']*'/g, "''")
        .replace(/"(?:[^"\\]|\\[\s\S])*"/g, '""');

/** The names that a text sets: by an assignment, a `for` or a `read`. All of ours have an underscore. */
function setIn(text: string): Set<string> {
    const names = new Set<string>();
    for (const [, name = ""] of text.matchAll(/(?:^|[\s;&|({])([a-z][a-z0-9]*_[a-z0-9_]*)=/gm)) {
        names.add(name);
    }
    for (const [, name = ""] of text.matchAll(/\bfor ([a-z0-9_]+)/g)) {
        names.add(name);
    }
    for (const [, list = ""] of text.matchAll(/\bread (?:-r )?([a-zA-Z0-9_ ]+)/g)) {
        list.split(" ").forEach((name) => names.add(name));
    }
    return new Set([...names].filter((name) => /^[a-z][a-z0-9]*_[a-z0-9_]*$/.test(name)));
}

/** The functions of a file, and the rest of it. */
function partsOf(file: string): { functions: { name: string; body: string }[]; rest: string } {
    const functions: { name: string; body: string }[] = [];
    const rest = textOf(file).replace(
        /^([a-z0-9_]+)\(\) (?:\{ (.*) \}$|[{(]\n([\s\S]*?)^[})])/gm,
        (_, name: string, short: string | undefined, long: string | undefined) => {
            functions.push({ name, body: short ?? long ?? "" });
            return "";
        },
    );
    return { functions, rest };
}

/** The names that `local` declares in a text. */
const localsOf = (text: string) =>
    new Set(
        [...text.matchAll(/^\s*local (.*)$/gm)].flatMap(([, list = ""]) =>
            [...bare(list).matchAll(/(?:^|\s)([a-z0-9_]+)/g)].map(([, name = ""]) => name),
        ),
    );

/** What a body sets, and neither it nor the functions around it declare. */
function undeclared(body: string, around = ""): string[] {
    const own = new Set([...localsOf(body), ...localsOf(around)]);
    return [...setIn(bare(body))].filter((name) => !own.has(name));
}

describe("the variables of the host program", () => {
    it("are local to a function, or to one that calls it, or declared at the top of a file", () => {
        for (const manifest of ["MANIFEST", "server/MANIFEST"]) {
            const files = textOf(manifest).trim().split("\n");
            const declared = new Set(files.flatMap((file) => [...setIn(bare(partsOf(file).rest))]));
            const everything = files.flatMap((file) =>
                partsOf(file).functions.map((one) => ({ file, ...one })),
            );
            // A local variable is seen by what the function calls, at once or by others of its file.
            const around = (file: string, name: string) =>
                everything
                    .filter((other) => other.file === file || new RegExp(`\\b${name}\\b`).test(other.body))
                    .map((other) => other.body)
                    .join("\n");
            const strangers = everything.flatMap(({ file, name, body }) =>
                undeclared(body, around(file, name))
                    .filter((variable) => !declared.has(variable))
                    .map((variable) => `${file}: ${variable} of ${name}`),
            );
            assert.deepEqual(strangers, [], manifest);
        }
    });

    it("are found by this test where they are set", () => {
        const body = `    local a_b='x' c_d\n    a_b=1 c_d=2 e_f=3\n    g_h="$(x i_j=1)"\n    for k_l in 1; do read -r _ m_n; done\n`;
        assert.deepEqual(undeclared(body).sort(), ["e_f", "g_h", "k_l", "m_n"]);
    });
});

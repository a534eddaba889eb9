import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { DumpCompression, DumpTargetType, FailureAction, FinalAction } from "../../src";
import { directives, propertyOf } from "../../src/conf/directives";
import { compressions, directiveRows, ownWords, targetNames } from "../../src/data/directives";
import { errors } from "../../src/data/errors";
import { refusals } from "../../src/data/refusals";
import { generate } from "../../tools/data/generate";
import { modelOf, readFiles } from "../../tools/data/model";

const repository = path.join(__dirname, "..", "..");

/** All files below a directory whose names end so. */
function filesBelow(directory: string, ending: string): string[] {
    return fs
        .readdirSync(path.join(repository, directory), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(ending))
        .map((file) => path.join(repository, directory, file));
}

describe("data/", () => {
    it("is what everything that is made from it says", async () => {
        for (const [file, text] of Object.entries(await generate(readFiles()))) {
            const committed = fs.readFileSync(path.join(repository, file), "utf8");
            assert.ok(committed === text, `${file} is not what data/ says: npm run generate`);
        }
    });

    it("has the words of the enumerations that a definition is written with", () => {
        const choicesOf = (name: string) => directiveRows.find((row) => row.name === name)?.choices;
        assert.deepEqual(Object.values(DumpTargetType), targetNames);
        assert.deepEqual(Object.values(FailureAction), choicesOf("failure_action"));
        assert.deepEqual(Object.values(FinalAction), choicesOf("final_action"));
        assert.deepEqual(Object.values(DumpCompression), compressions);
    });

    it("has a property for the directive of each line that is refused", () => {
        for (const line of refusals.flatMap(({ lines, but = [] }) => [...lines, ...but])) {
            const [word] = line.split(" ");
            assert.equal(typeof propertyOf(word), "string", line);
            assert.ok(word in directives || word in ownWords || targetNames.includes(word), line);
        }
    });

    it("names what is wrong with a row", () => {
        const broken = (change: (files: ReturnType<typeof readFiles>) => void) => () => {
            const files = readFiles();
            change(files);
            modelOf(files);
        };
        const row = { id: "debian", versions: ["14"], generation: "kdump-tools", recommended: "debian" };
        const wrong: [object, RegExp][] = [
            [{ id: "debain" }, /releases\.json: debain 14: there is no distribution debain/],
            [{ generation: "9" }, /debian 14: debian has no generation 9/],
            [{ versions: ["1?"] }, /debian 1\?: "1\?" may hold digits/],
            [{ recommended: undefined }, /debian 14: data\/crashkernel\.json has no undefined/],
            [{ recommended: "x" }, /debian 14: data\/crashkernel\.json has no x/],
            [{ simulated: [{ name: "Debian", versionId: "13" }] }, /the simulated Debian has the version 13/],
        ];
        for (const [part, message] of wrong) {
            assert.throws(
                broken(({ releases }) => releases.releases.push({ ...row, ...part } as never)),
                message,
            );
        }
        assert.throws(
            broken(({ crashkernel }) => delete crashkernel.recommended.el9.source),
            /crashkernel\.json: el9 has no source/,
        );
    });
});

describe("the error codes", () => {
    const programs = Object.fromEntries(
        ["kdump-host", "kdump-server"].map((name) => [
            name,
            execFileSync(
                "sh",
                [
                    path.join(repository, "host", "assemble.sh"),
                    ...(name === "kdump-server" ? ["server"] : []),
                ],
                { encoding: "utf8" },
            ),
        ]),
    );

    /** The codes that a program can end with. */
    function codesOf(program: string): string[] {
        const codes = [...program.matchAll(/\b(?:fail|rpm_files_refuse) ([a-z][a-z0-9-]*) ["']/g)];
        const space = [...program.matchAll(/\bfiles_space .* ([a-z]+-space)\b/g)];
        return [...new Set(["usage", ...[...codes, ...space].map((match) => match[1])])].sort();
    }

    it("are those in the list, by program", () => {
        for (const [name, program] of Object.entries(programs)) {
            const listed = Object.entries(readFiles().errors)
                .filter(([, row]) => row.programs.includes(name))
                .map(([code]) => code);
            assert.deepEqual(codesOf(program), listed.sort(), name);
        }
    });

    it("are all found: whatever else hands a code on is known here", () => {
        for (const [name, program] of Object.entries(programs)) {
            const handed = [...program.matchAll(/^.*\bfail ("?\$.*)$/gm)].map((match) => match[1]);
            const known = ['"$3" "The free space', '"$3" "The file system', '"$@"'];
            for (const rest of handed) {
                assert.ok(
                    known.some((start) => rest.startsWith(start)),
                    `${name}: fail ${rest}`,
                );
            }
        }
    });

    it("are each raised by a test", () => {
        const texts = filesBelow("test", ".test.ts")
            .filter((file) => file !== __filename)
            .map((file) => fs.readFileSync(file, "utf8"));
        // A word that stands for other things too counts only where it is what a run fails with.
        const raised = (code: string, text: string) =>
            new RegExp(`error \\\\?\\[[^\\]]*\\b${code}\\b`).test(text) ||
            (code.includes("-") || /[0-9]/.test(code)
                ? text.includes(`"${code}"`)
                : new RegExp(`(fails|failsUntouched|refused)\\(((?!;\\n)[^]){0,400}?"${code}"`).test(text) ||
                  new RegExp(`^ +(\\[?.*, )?"${code}",`, "m").test(text));
        const unraised = Object.keys(errors).filter((code) => !texts.some((text) => raised(code, text)));
        assert.deepEqual(unraised, []);
    });

    it("stand in the documents for what they are", () => {
        // A code in brackets, as it is printed.
        const named = ["README.md", "docs"].flatMap((place) =>
            (place.endsWith(".md") ? [path.join(repository, place)] : filesBelow(place, ".md")).flatMap(
                (file) =>
                    [...fs.readFileSync(file, "utf8").matchAll(/\berror \[([a-z0-9-]+)\]/g)].map(
                        (match) => match[1],
                    ),
            ),
        );
        const unknown = named.filter((code) => code !== "code" && !(code in errors));
        assert.deepEqual(unknown, []);
    });
});

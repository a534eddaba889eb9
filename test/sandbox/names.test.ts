import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";

const host = path.join(checkout, "host");
const files = fs
    .readdirSync(host, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".sh") && file !== "assemble.sh")
    .sort();
const textOf = (file: string) => fs.readFileSync(path.join(host, file), "utf8");
const functionsOf = (file: string) =>
    [...textOf(file).matchAll(/^([A-Za-z_0-9]+)\(\)/gm)].map((found) => found[1] ?? "");

/** What `family NAME` may ask a family for, as families/family.sh lists it. */
const interfaceOfFamilies = [...textOf("families/family.sh").matchAll(/^# {3}([a-z_]+)(?= )/gm)].map(
    (found) => found[1] ?? "",
);
const families = ["debian", "el", "suse"];
const folders = [...families, "rpm"];

/** The prefixes that the functions of a file may have. */
function prefixesOf(file: string): string[] {
    const parts = file.replace(/\.sh$/, "").replaceAll("-", "_").split("/");
    const [folder = "", name = ""] = parts.length > 1 ? parts.slice(-2) : ["", parts[0]];
    if (parts[0] === "families" && parts.length === 3) {
        return [folder === name ? folder : `${folder}_${name}`];
    }
    return folder === "" ? [name] : [name, `${folder}_${name}`];
}

function bears(name: string, file: string): boolean {
    if (prefixesOf(file).some((prefix) => name === prefix || name.startsWith(`${prefix}_`))) {
        return true;
    }
    const family = folders.find((one) => file.startsWith(`families/${one}/`));
    if (family !== undefined) {
        return interfaceOfFamilies.some((asked) => name === `${family}_${asked}`);
    }
    // The steps of the server lie beside what they use.
    return /^(steps|server)\//.test(file) && /^(step|undo|would)_/.test(name);
}

describe("the names of the host program", () => {
    it("begin with the name of their file", () => {
        const strangers = files.flatMap((file) =>
            functionsOf(file)
                .filter((name) => !bears(name, file))
                .map((name) => `${file}: ${name}`),
        );
        assert.deepEqual(strangers, []);
    });

    it("are each of one function", () => {
        for (const manifest of ["MANIFEST", "server/MANIFEST"]) {
            const names = textOf(manifest).trim().split("\n").flatMap(functionsOf);
            const twice = names.filter((name, at) => names.indexOf(name) !== at);
            assert.deepEqual(twice, [], manifest);
        }
    });

    it("of what a family is asked for are there in each family, and no other is asked for", () => {
        assert.ok(interfaceOfFamilies.includes("crashkernel_put"));
        for (const family of families) {
            // What EL and SUSE have in common is in rpm/.
            const prefixes = family === "debian" ? [family] : [family, "rpm"];
            const there = files
                .filter((file) => prefixes.some((prefix) => file.startsWith(`families/${prefix}/`)))
                .flatMap(functionsOf);
            const missing = interfaceOfFamilies.filter(
                (asked) => !prefixes.some((prefix) => there.includes(`${prefix}_${asked}`)),
            );
            assert.deepEqual(missing, [], family);
        }
        const asked = files.flatMap((file) =>
            [...textOf(file).matchAll(/^[^#\n]*?\bfamily ([a-z_]+)(?=[ ;\n])/gm)].map(
                (found) => found[1] ?? "",
            ),
        );
        const unknown = asked.filter((name) => !interfaceOfFamilies.includes(name));
        assert.deepEqual(unknown, []);
    });

    it("of a step's file are used in no other file, but for its step_, would_ and undo_", () => {
        const used = ["MANIFEST", "server/MANIFEST"].flatMap((manifest) => {
            const parts = textOf(manifest).trim().split("\n");
            const codeOf = new Map(parts.map((file) => [file, textOf(file).replace(/^\s*#.*$/gm, "")]));
            return parts
                .filter((file) => file.startsWith("steps/"))
                .flatMap((file) =>
                    functionsOf(file)
                        .filter((name) => !/^(step|undo|would)_/.test(name))
                        .flatMap((name) =>
                            [...codeOf]
                                .filter(
                                    ([other, code]) =>
                                        other !== file && new RegExp(`\\b${name}\\b(?!=)`).test(code),
                                )
                                .map(([other]) => `${name} of ${file} in ${other}`),
                        ),
                );
        });
        assert.deepEqual(used, []);
    });
});

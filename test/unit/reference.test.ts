import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { referencePages } from "../../tools/docs/reference";

const directory = path.resolve(__dirname, "../../docs/reference");
const pages = referencePages();

describe("docs/reference", () => {
    for (const [file, text] of pages) {
        it(`${file} is what the doc comments say; if not, run \`npm run generate\``, () => {
            assert.equal(fs.readFileSync(path.join(directory, file), "utf8"), text);
        });
    }

    it("describes every argument and output, and knows every type that is not plain", () => {
        const text = [...pages.values()].join("");
        for (const name of ["Kdump", "KdumpArgs", "KdumpConfArgs", "KdumpFacts", "predictReservation"]) {
            assert.match(text, new RegExp(`^## ${name}$`, "m"));
        }
        assert.match(
            text,
            /^\*\*`reboot`\*\* \[`RebootPolicy`\]\(#rebootpolicy\) · default: RebootPolicy\.Never/m,
        );
        assert.match(text, /^\*\*`rebootTimeout`\*\* `number` · default: 900/m);
        assert.match(text, /^\*\*`ready`\*\* `boolean`/m);
        assert.doesNotMatch(text, /\]\(undefined\)/);
    });
});

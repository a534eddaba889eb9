// Writes docs/reference/ from the doc comments of src/, and the examples in other languages.
//
//   npm run generate:docs
import * as fs from "node:fs";
import * as path from "node:path";

import { exampleFiles } from "./exampleFolders";
import { referencePages } from "./reference";

const checkout = path.resolve(__dirname, "../..");

for (const [directory, files] of [
    ["docs/reference", referencePages()],
    ["examples", exampleFiles()],
] as const) {
    for (const [name, text] of files) {
        const file = path.join(checkout, directory, name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, text);
    }
}

// Writes docs/reference/ from the doc comments of src/.
//
//   npm run generate:docs
import * as fs from "node:fs";
import * as path from "node:path";

import { referencePages } from "./reference";

const directory = path.resolve(__dirname, "../../docs/reference");
fs.mkdirSync(directory, { recursive: true });
for (const [file, text] of referencePages()) fs.writeFileSync(path.join(directory, file), text);

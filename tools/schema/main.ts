// Writes schema.json, which Pulumi makes the package's SDKs for other languages from.
//
//   npm run generate:schema
import * as fs from "node:fs";

import { schemaFile, schemaText } from "./schema";

fs.writeFileSync(schemaFile, schemaText());

// Writes schema.json, which Pulumi makes the package's SDKs for other languages from, and the schema of report.json.
//
//   npm run generate:schema
import * as fs from "node:fs";

import { reportSchemaFile, reportSchemaText } from "./report";
import { schemaFile, schemaText } from "./schema";

fs.writeFileSync(schemaFile, schemaText());
fs.writeFileSync(reportSchemaFile, reportSchemaText());

// Prints what GitHub's own parser finds wrong with a workflow that comes on standard input, as a JSON list of sentences. A program
// of its own, because the parser is made for bundlers: an ES module that imports JSON without saying so.
import * as fs from "node:fs";
import { register } from "node:module";

const load = `export function load(url, context, next) {
    return next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);
}`;
register(`data:text/javascript,${encodeURIComponent(load)}`);

const { NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
const content = fs.readFileSync(0, "utf8");
const { context } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
process.stdout.write(JSON.stringify(context.errors.getErrors().map(({ message }) => message)));

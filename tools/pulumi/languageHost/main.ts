import { serve } from "./server";

// Logging and tracing flags may come first; nothing here looks at them.
serve(process.argv.slice(2).pop() ?? "").catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
});

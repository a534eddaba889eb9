import { serve } from "./server";

serve(process.argv[2]).catch((error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
});

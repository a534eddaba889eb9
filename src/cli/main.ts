#!/usr/bin/env node
// npx pulumi-kdump
import { commandLine } from "./commandLine";

const { status, stdout, stderr } = commandLine(process.argv.slice(2));
// Whoever reads the output may have seen enough: `| head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
});
process.stderr.write(stderr);
process.stdout.write(stdout);
process.exitCode = status;

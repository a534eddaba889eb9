// Puts kdump-host and kdump-server together from the parts in host/, and the reader of reports from src/vmcore/, into dist/:
// the one place that does.
"use strict";
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");

const esbuild = require("esbuild");

const checkout = path.resolve(__dirname, "..", "..");

/** Runs may share a checkout: a program is replaced whole, and only when it comes out as another. */
function assemblePrograms() {
    const dist = path.join(checkout, "dist");
    fs.mkdirSync(dist, { recursive: true });
    for (const [name, ...which] of [["kdump-host"], ["kdump-server", "server"]]) {
        const program = execFileSync("sh", [path.join(checkout, "host", "assemble.sh"), ...which]);
        put(path.join(dist, name), program);
        // What carries it to a host compresses nothing itself: other versions of Node would make other bytes.
        if (name === "kdump-host") put(path.join(dist, `${name}.gz`), zlib.gzipSync(program, { level: 9 }));
    }
    put(path.join(dist, "kdump-report"), bundledReader());
}

/** For the oldest Node.js that runs it (host/steps/reporting.sh). */
function bundledReader() {
    const { outputFiles } = esbuild.buildSync({
        entryPoints: [path.join(checkout, "src", "vmcore", "reader.ts")],
        bundle: true,
        // It is sent to every host; who wants to read it finds it in src/vmcore.
        minify: true,
        platform: "node",
        target: "node10",
        // Which older ones know by this name alone.
        alias: { "node:fs": "fs" },
        write: false,
    });
    return Buffer.from(outputFiles[0].contents);
}

function put(file, content) {
    if (fs.existsSync(file) && fs.readFileSync(file).equals(content)) return;
    const unfinished = `${file}.${process.pid}`;
    fs.writeFileSync(unfinished, content);
    fs.renameSync(unfinished, file);
}

module.exports = { assemblePrograms };
if (require.main === module) assemblePrograms();

// Runs a TypeScript program of this checkout on a machine that has nothing but Node and npm:
// brings node_modules up to package-lock.json first, then loads the program through ts-node.
//
//   node tools/start.cjs tools/demo/main.ts [arguments…]
//
// Install scripts are off on purpose: the one of @pulumi/command would write a plugin into the
// user's own ~/.pulumi, and nothing here needs the others.
"use strict";
const { spawnSync } = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const checkout = path.resolve(__dirname, "..");

function installDependencies() {
    const stamp = path.join(checkout, "node_modules", ".installed-from");
    const wanted = crypto
        .createHash("sha256")
        .update(fs.readFileSync(path.join(checkout, "package-lock.json")))
        .digest("hex");
    if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted) return;
    const started = Date.now();
    process.stderr.write("installing npm packages (npm ci) …\n");
    run("npm", ["ci", "--ignore-scripts", "--no-progress"]);
    fs.writeFileSync(stamp, wanted);
    process.stderr.write(`installed npm packages in ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}

function run(command, args) {
    const result = spawnSync(command, args, {
        cwd: checkout,
        stdio: ["ignore", "ignore", "pipe"],
        encoding: "utf8",
    });
    if (result.status !== 0) {
        process.stderr.write(result.stderr || String(result.error));
        process.stderr.write(`\`${command} ${args.join(" ")}\` failed; nothing else was done.\n`);
        process.exit(1);
    }
}

installDependencies();
process.env.TS_NODE_PROJECT = path.join(checkout, "tsconfig.json");
process.env.TS_NODE_TRANSPILE_ONLY = "true"; // types are checked by `npm test`, once, not by every start
require(path.join(checkout, "node_modules", "ts-node", "register"));
const [, , program, ...args] = process.argv;
process.argv = [process.argv[0], path.resolve(program), ...args];
require(path.resolve(program));

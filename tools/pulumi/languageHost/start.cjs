// Starts the language host the way the engine does: with its own address as the last argument.
"use strict";
const path = require("node:path");

const checkout = path.resolve(__dirname, "..", "..", "..");
// Not through the environment: the programs that it runs, which ts-node may load as well, would inherit it.
require(path.join(checkout, "node_modules", "ts-node")).register({
    cwd: checkout,
    project: path.join(checkout, "tsconfig.json"),
    transpileOnly: true,
});
require("./main.ts");

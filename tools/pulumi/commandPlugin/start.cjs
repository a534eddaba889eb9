// Starts the stand-in the way the engine starts a plugin: with its own address as the one argument.
"use strict";
const path = require("node:path");

const checkout = path.resolve(__dirname, "..", "..", "..");
process.env.TS_NODE_PROJECT = path.join(checkout, "tsconfig.json");
process.env.TS_NODE_TRANSPILE_ONLY = "true";
require(path.join(checkout, "node_modules", "ts-node", "register"));
require("./main.ts");

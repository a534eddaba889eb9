// What npm runs in a checkout before it packs it and after it has installed it (`prepare`): the build. For a git address Pulumi
// installs without the development packages: the build's are brought by package-lock.json, and taken away again.
const { execSync } = require("node:child_process");
const fs = require("node:fs");

const npm = (line) => execSync(`npm ${line}`, { stdio: "inherit" });
const quietly = "--ignore-scripts --no-audit --no-fund --loglevel=error";

// TypeScript itself may have come as somebody's peer.
const whole = fs.existsSync("node_modules/@types/ssh2");
if (!whole) npm(`install --include=dev ${quietly}`);
npm("run build");
if (!whole) npm(`prune --omit=dev ${quietly}`);

// Loaded by mocha before every suite. Tests reach nothing but 127.0.0.1 and what they make themselves.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

process.env.PULUMI_TEST_MODE = "true";
// A developer's ssh agent must not make a test pass that would fail elsewhere.
delete process.env.SSH_AUTH_SOCK;

// The component reads the host program as it is put together by a build; tests are for the one in host/ now.
const checkout = path.resolve(__dirname, "..");
fs.mkdirSync(path.join(checkout, "dist"), { recursive: true });
fs.writeFileSync(
    path.join(checkout, "dist", "kdump-host"),
    execFileSync("sh", [path.join(checkout, "host", "assemble.sh")]),
);

// What a language host must pass on between a program and the engine, and what of it Node itself sees.
import * as fs from "node:fs";

import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

class Box extends pulumi.ComponentResource {
    constructor(name: string, args: { size: number }) {
        super("test:index:Box", name, args);
        const hook = new pulumi.ResourceHook("before", () => console.log("the hook ran"));
        // It has nothing to run, so it connects to nothing.
        const connection = { host: "127.0.0.1" };
        new remote.Command("idle", { connection }, { parent: this, hooks: { beforeCreate: [hook] } });
    }
}

function fail(): never {
    throw new Error("thrown on purpose");
}

const startedBy = fs.readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").split("\0").join(" ");
fs.writeFileSync("started-by", startedBy);
console.log("said on stdout");
console.error("said on stderr");
const warned = pulumi.log.warn("a warning");
if (process.env.WHAT === "throw") fail();
if (process.env.WHAT === "exit") process.exit(3);
if (process.env.WHAT === "wait") {
    // Whoever reads it interrupts us, and what was said before has to be through by then.
    void warned.then(() => console.log(`waiting as ${process.pid}`));
    setTimeout(() => {}, 60_000);
} else {
    new Box("box", { size: 1 });
}

const config = new pulumi.Config();
export const plain = config.require("plain");
export const secret = config.requireSecret("secret");
export const place = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()];
export const node = [process.execArgv, process.argv.slice(2), process.env.TS_NODE_PROJECT ?? "nothing"];

// What Pulumi starts where the package is a plugin, for programs in other languages: PulumiPlugin.yaml beside package.json says
// so, whose `main` this is. Who imports the package gets its `exports`.
import * as pulumi from "@pulumi/pulumi";

import { provider } from "./provider";

const words = process.argv.slice(2);
// The SDK finds the engine by itself for a component, but not for a function, whose warnings would end up in the plugin's own
// messages.
const engine = words.find((word) => /:\d+$/.test(word)) ?? "";
pulumi.runtime.resetOptions("", "", 1, engine, "", false, "");
void pulumi.provider.main(provider(), words);

// What Pulumi starts where the package is a plugin, for programs in other languages: PulumiPlugin.yaml beside package.json says
// so, whose `main` this is. Who imports the package gets its `exports`.
import * as pulumi from "@pulumi/pulumi";

import { provider } from "./provider";

void pulumi.provider.main(provider(), process.argv.slice(2));

import { PolicyPack } from "@pulumi/policy";

import { drillIsRecent } from "./rules/drillIsRecent";
import { dumpIsReadable } from "./rules/dumpIsReadable";
import { hostKeyIsPinned } from "./rules/hostKeyIsPinned";
import { memoryIsReserved } from "./rules/memoryIsReserved";
import { targetIsEncrypted } from "./rules/targetIsEncrypted";

new PolicyPack("pulumi-kdump", {
    displayName: "kdump",
    provider: "kdump",
    enforcementLevel: "mandatory",
    policies: [hostKeyIsPinned, targetIsEncrypted, memoryIsReserved, drillIsRecent, dumpIsReadable],
});

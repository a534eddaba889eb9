// The package's functions as a plugin is asked for them, by their names in schema.json. All arguments are known by then, the
// engine keeps track of which were secret, and nobody says which stack asks.
import * as pulumi from "@pulumi/pulumi";

import { valueOf } from "../args/known";
import { Ec2MachineArgs } from "../aws/ec2MachineArgs";
import { onEc2, OnEc2Args } from "../aws/onEc2";
import { BootScriptArgs, UserDataArgs } from "../born/args";
import { bootScript } from "../born/bootScript";
import { userData } from "../born/userData";
import { factsOf } from "../look/readHost";

/** A function whose arguments are all in one bag. */
type PluginFunction = (inputs: never) => Promise<unknown>;

export const functions: Record<string, PluginFunction> = {
    bootScript: async (args: BootScriptArgs) => valueOf(bootScript(ofNamedStack(args))),
    onEc2: async ({ machine, ...args }: OnEc2Args & { machine: Ec2MachineArgs }) => ({
        memory: await valueOf(onEc2(machine, args).memory),
    }),
    readHost: ({ connection }: { connection: Parameters<typeof factsOf>[0] }) => factsOf(connection),
    userData: async (args: UserDataArgs) => valueOf(userData(ofNamedStack(args))),
};

/** @throws pulumi.InputPropertiesError where the owner's stack would be the one that calls, of which nothing is known here */
function ofNamedStack<Args extends BootScriptArgs>(args: Args): Args {
    if (args.owner === undefined || args.ownerStack !== undefined) return args;
    const reason =
        "It is missing; a function is not told whose stack calls it. Give ORGANIZATION/PROJECT/STACK.";
    throw new pulumi.InputPropertiesError({
        message: `ownerStack: ${reason}`,
        errors: [{ propertyPath: "ownerStack", reason }],
    });
}

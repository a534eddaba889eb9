// What a resource may go through. STAGE says how far the program has come: `1` at first, `2` after a change.
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const connection = config.requireSecretObject<pulumi.Unwrap<remote.CommandArgs["connection"]>>("connection");
const lockedKey = config.requireSecret("lockedKey");
const proxy = config.requireSecretObject<pulumi.Unwrap<remote.CommandArgs["connection"]>>("proxy");
const stage = process.env.STAGE ?? "1";

/** A command that leaves a line in the file of its resource, by which the test sees what ran and when. */
const note = (file: string, what: string) => `echo ${what} >> "$NOTES/${file}"`;

const first = new remote.Command("first", { connection, create: "cat", stdin: "through stdin" });
export const fromStdin = first.stdout;

// Its text is not known before `first` has run.
new remote.Command("second", { connection, create: pulumi.interpolate`echo 'after ${first.stdout}'` });

new remote.Command("with-update", {
    connection,
    create: `${note("with-update", "create")}; echo said`,
    update: note("with-update", `update "$PULUMI_COMMAND_STDOUT"`),
    delete: note("with-update", "delete"),
    stdin: stage,
});

new remote.Command("without-update", {
    connection,
    create: note("without-update", "create"),
    stdin: stage,
    addPreviousOutputInEnv: false,
});

new remote.Command("only-delete", { connection, delete: note("only-delete", "delete") });

const replaced = {
    connection,
    create: `${note("replaced", `create-${stage}`)}`,
    delete: `${note("replaced", `delete-${stage}`)}`,
    triggers: [stage],
};
new remote.Command("replaced", replaced);
new remote.Command(
    "replaced-in-place",
    {
        ...replaced,
        create: replaced.create.replace("/replaced", "/in-place"),
        delete: replaced.delete.replace("/replaced", "/in-place"),
    },
    { deleteBeforeReplace: true },
);

if (stage === "1")
    new remote.Command("removed", { connection, create: "true", delete: note("removed", "delete") });

const streams = new remote.Command("streams", {
    connection,
    create: `printf 'no newline'; printf 'two\\n\\n' >&2`,
});
export const stdout = streams.stdout;
export const stderr = streams.stderr;

const long = new remote.Command("long", {
    connection,
    create: "head -c 200000 /dev/zero | tr '\\0' x",
    logging: remote.Logging.None,
});
export const lengthOfLong = long.stdout.apply((text) => text.length);

new remote.Command(
    "secretly",
    { connection, create: config.requireSecret("command"), logging: remote.Logging.None },
    { additionalSecretOutputs: ["stdout"] },
);

const environment = new remote.Command("environment", {
    connection,
    create: 'echo "$TEST_WORD"',
    environment: { TEST_WORD: "from the environment" },
});
export const word = environment.stdout;

const locked = new remote.Command("locked-key", {
    connection: pulumi
        .all([connection, lockedKey])
        .apply(([open, privateKey]) => ({ ...open, privateKey, privateKeyPassword: "opens it" })),
    create: "echo unlocked",
});
export const unlocked = locked.stdout;

const jump = new remote.Command("through-proxy", {
    connection: pulumi.all([connection, proxy]).apply(([target, through]) => ({ ...target, proxy: through })),
    create: "echo through",
});
export const throughProxy = jump.stdout;

new remote.CopyToRemote("copied-text", {
    connection,
    source: new pulumi.asset.StringAsset(`text of stage ${stage}\n`),
    remotePath: config.require("copies") + "/deep/text",
});
new remote.CopyToRemote("copied-file", {
    connection,
    source: new pulumi.asset.FileAsset("./file.txt"),
    remotePath: config.require("copies"),
});

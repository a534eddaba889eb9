import * as path from "node:path";

import { cacheDirectory } from "../../dev/checkout";
import { CliSource, getCli } from "./cli";
import { getRealPlugin, getStandin, Plugin } from "./plugin";

export { isRealPluginHere } from "./plugin";
import { PLUGIN_VERSION } from "./versions";

export interface Toolchain {
    /** The path of the Pulumi CLI. */
    pulumi: string;
    version: string;
    source: CliSource;
    plugin: Pick<Plugin, "kind" | "source">;
    /** The environment to run the CLI in: nothing of the user's own Pulumi set-up is in it. */
    env: NodeJS.ProcessEnv;
}

export interface ToolchainOptions {
    /** Which plugin `command` to run with; `any`, the default, is the real one if there is one. */
    plugin?: "real" | "standin" | "any";
    /** Try a download again that failed within the last day. */
    retryDownloads?: boolean;
}

/**
 * Finds or gets what a run of the real engine needs, and says which it took.
 *
 * The CLI: a usable `pulumi` on PATH, else Pulumi's own npm package, else a build from Go modules, which lacks
 * Pulumi's language host for Node: tools/pulumi/languageHost takes its place, and no other CLI runs with it.
 * The plugin `command`: KDUMP_COMMAND_PLUGIN, ~/.pulumi, or beside the CLI; else the CLI's own download; else
 * the stand-in of tools/pulumi/commandPlugin, which says on every run that it is one.
 *
 * Everything lies in `.cache` of this checkout, or in KDUMP_CACHE; ~/.pulumi is read and never written.
 */
export async function getToolchain(
    say: (line: string) => void,
    options: ToolchainOptions = {},
): Promise<Toolchain> {
    const cli = await getCli(say);
    say(`Pulumi CLI ${cli.version}: ${describe(cli.source)} (${cli.pulumi})`);
    const wanted = options.plugin ?? "any";
    const retry = options.retryDownloads ?? false;
    const real = wanted === "standin" ? undefined : await getRealPlugin(cli.pulumi, say, retry);
    if (!real && wanted === "real") {
        throw new Error(
            `The plugin command ${PLUGIN_VERSION} is not on this machine and could not be downloaded. ` +
                "Name the program in KDUMP_COMMAND_PLUGIN to use it.",
        );
    }
    const plugin = real ?? getStandin();
    say(
        plugin.kind === "real"
            ? `plugin command ${PLUGIN_VERSION}: the real one, ${plugin.source}`
            : `plugin command ${PLUGIN_VERSION}: a STAND-IN for the real plugin (${plugin.source})`,
    );
    return {
        ...cli,
        plugin: { kind: plugin.kind, source: plugin.source },
        env: environment(cli.pulumi, plugin.home),
    };
}

function describe(source: CliSource): string {
    switch (source) {
        case "PATH":
            return "found on PATH";
        case "npm":
            return "from Pulumi's npm package";
        case "go":
            return "built from Go modules, with our OWN language host for Node (tools/pulumi/languageHost)";
    }
}

function environment(pulumi: string, home: string): NodeJS.ProcessEnv {
    const env = { ...process.env };
    for (const name of Object.keys(env)) {
        // The user's own access token, stack or backend must not get in; neither may a stale agent, which
        // fails every connection of the plugin, or ts-node settings meant for this very process.
        if (/^(PULUMI_|TS_NODE_)/.test(name) || name === "SSH_AUTH_SOCK" || name === "NODE_OPTIONS")
            delete env[name];
    }
    const directories = [path.dirname(pulumi), path.dirname(process.execPath), env.PATH ?? ""];
    return {
        ...env,
        PATH: directories.join(path.delimiter),
        PULUMI_HOME: home,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_SKIP_CONFIRMATIONS: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_CONFIG_PASSPHRASE: "not a secret: every stack made with it is thrown away",
        KDUMP_CACHE: cacheDirectory(),
    };
}

import * as path from "node:path";

import { cacheDirectory } from "../../dev/checkout";
import { isProgram, which } from "../../dev/exec";
import { buildGoProgram } from "./goProgram";
import { LANGUAGE_HOST } from "./languageHost";
import { writeFileAtomically, YAML_VERSION } from "./versions";

const NAME = "pulumi-language-yaml";

/**
 * Pulumi's language host for YAML: the one beside the CLI or on PATH, else a build from Go modules.
 *
 * @param pulumi the CLI
 * @returns the directory to put first on PATH; undefined where the CLI has the host already
 * @throws Error when it can be had neither from there nor from Go modules
 */
export async function getYamlHost(pulumi: string, say: (line: string) => void): Promise<string | undefined> {
    if (isProgram(path.join(path.dirname(pulumi), NAME)) || which(NAME)) return undefined;
    const directory = cacheDirectory("toolchain", `yaml-${YAML_VERSION}`);
    const program = path.join(directory, NAME);
    const reason = await buildGoProgram({
        name: `Pulumi's language host for YAML v${YAML_VERSION}`,
        cost: "about 2 minutes and 2 GB of disk",
        modules: "yaml",
        main: `github.com/pulumi/pulumi-yaml/cmd/${NAME}`,
        linkerFlags: "-s -w",
        program,
        isBuilt: () => isProgram(program),
        say,
    });
    if (reason !== undefined) throw new Error(`There is no language host for YAML: ${reason}.`);
    const beside = path.join(path.dirname(pulumi), LANGUAGE_HOST);
    const host = isProgram(beside) ? beside : which(LANGUAGE_HOST);
    writeFileAtomically(path.join(directory, LANGUAGE_HOST), withoutRoot(String(host)), 0o755);
    return directory;
}

/** It starts plugins by itself, with an option `-root` that hosts of today's CLI no longer take. */
function withoutRoot(host: string): string {
    return `#!/bin/sh
for word; do
    shift
    case $word in
        -root | -root=*) ;;
        *) set -- "$@" "$word" ;;
    esac
done
exec '${host}' "$@"
`;
}

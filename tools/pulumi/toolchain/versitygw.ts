import { cacheDirectory } from "../../dev/checkout";
import { isProgram } from "../../dev/exec";
import { buildGoProgram } from "./goProgram";
import { VERSITYGW_VERSION } from "./versions";

/**
 * versitygw, a real S3 server that keeps objects in a directory: what uploads are tested against. Its name has the
 * version, so that another one is built anew.
 *
 * @returns its path
 * @throws Error when it can be had neither from the cache nor from Go modules
 */
export async function getVersitygw(say: (line: string) => void): Promise<string> {
    const program = cacheDirectory("toolchain", "bin", `versitygw-${VERSITYGW_VERSION}`);
    if (isProgram(program)) return program;
    const reason = await buildGoProgram({
        name: `versitygw v${VERSITYGW_VERSION}`,
        cost: "about 2 minutes and 2 GB of disk",
        modules: "versitygw",
        main: "github.com/versity/versitygw/cmd/versitygw",
        linkerFlags: "-s -w",
        program,
        isBuilt: () => isProgram(program),
        say,
    });
    if (reason !== undefined) throw new Error(`There is no S3 server to test against: ${reason}.`);
    return program;
}

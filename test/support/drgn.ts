import * as path from "node:path";

import { pythonPackage } from "../../tools/dev/pythonPackage";

/** drgn from PyPI, which brings libkdumpfile. */
export async function realDrgn(say: (line: string) => void): Promise<string> {
    return path.join(await pythonPackage("drgn", "0.3.0", say), "drgn");
}

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface DemoOptions {
    /** A VM of one's own; without it a throwaway VM is started. */
    host?: { user: string; host: string; port: number };
    /** File with the private key for that VM; without one the ssh agent is asked. */
    keyFile?: string;
    /** Takes back what an earlier demo did to that VM. */
    undo: boolean;
    /** The crashkernel value to ask for. */
    crashkernel: string;
    /** Crashes the VM on purpose, and reads the dump. */
    crash: boolean;
}

export const usage = `Makes a VM ready for kdump with the real Pulumi engine, and shows it.

    npm run demo                                    a throwaway VM on this machine
    npm run demo -- --crash                         that VM is crashed on purpose as well, and its dump read
    npm run demo -- --host admin@192.0.2.10         a VM of your own; it is rebooted if the reservation changes
    npm run demo -- --host admin@192.0.2.10 --undo  takes it back
      --host USER@ADDRESS[:PORT]
      --key FILE             private key for that VM (default: the ssh agent, else ~/.ssh/id_ed25519)
      --crashkernel VALUE    what to reserve (default: 192M)
`;

/** @throws Error with a sentence about the argument that is wrong */
export function demoOptions(args: string[]): DemoOptions {
    const { host, key, crashkernel, crash, undo } = parsed(args);
    const options: DemoOptions = {
        host: host === undefined ? undefined : hostOf(host),
        keyFile: key,
        crashkernel,
        crash,
        undo,
    };
    if (options.undo && options.host === undefined) {
        throw new Error(
            "--undo is for a VM of your own, so it needs --host; a throwaway VM is gone already.",
        );
    }
    if (options.host !== undefined) options.keyFile ??= defaultKeyFile();
    if (options.keyFile !== undefined && !fs.existsSync(options.keyFile)) {
        throw new Error(`There is no file ${options.keyFile}; give --key the file with the private key.`);
    }
    return options;
}

function parsed(args: string[]) {
    try {
        return parseArgs({
            args,
            options: {
                host: { type: "string" },
                key: { type: "string" },
                crashkernel: { type: "string", default: "192M" },
                crash: { type: "boolean", default: false },
                undo: { type: "boolean", default: false },
            },
        }).values;
    } catch (error) {
        throw new Error(`${(error as Error).message}\n\n${usage}`);
    }
}

function hostOf(text: string): { user: string; host: string; port: number } {
    const match = /^([^@\s:]+)@(\[[0-9a-fA-F:]+\]|[^@\s:/]+)(?::(\d{1,5}))?$/.exec(text);
    if (match === null) throw new Error(`"${text}" is not USER@ADDRESS or USER@ADDRESS:PORT.`);
    return { user: match[1], host: match[2].replace(/^\[|\]$/g, ""), port: Number(match[3] ?? 22) };
}

/** An agent comes first; without one, the key that ssh itself would try. */
function defaultKeyFile(): string | undefined {
    if (process.env.SSH_AUTH_SOCK) return undefined;
    const file = path.join(os.homedir(), ".ssh", "id_ed25519");
    if (!fs.existsSync(file)) {
        throw new Error(
            `There is neither an ssh agent nor ${file}; give --key the file with the private key.`,
        );
    }
    return file;
}

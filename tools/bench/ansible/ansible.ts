import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { exec, ExecResult } from "../../dev/exec";
import { pythonPackage } from "../../dev/pythonPackage";

const ANSIBLE_VERSION = "2.18.12";

/** A host as an inventory names it. */
export interface AnsibleHost {
    name: string;
    host: string;
    port: number;
    user: string;
    privateKey: string;
    hostKey: string;
    /** The directory that stands for its root. */
    root: string;
}

/** As it comes: five hosts at a time, and each task's program copied to a file before it runs. */
export const asInstalled = {};

/** As quick as it can be: each task's program through the connection, and all hosts at once. */
export const tuned = { ANSIBLE_PIPELINING: "true", ANSIBLE_FORKS: "50" };

/**
 * Checks hosts with the playbook; no more facts than needed, the interpreter named.
 *
 * @param settings Ansible's own, as variables of its environment
 * @throws Error unless it finds every host as it is declared
 */
export async function checkByAnsible(
    hosts: AnsibleHost[],
    dropin: string,
    settings: Record<string, string>,
    say: (line: string) => void,
): Promise<ExecResult> {
    const program = path.join(await pythonPackage("ansible-core", ANSIBLE_VERSION, say), "ansible-playbook");
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-ansible-"));
    try {
        const write = (name: string, text: string) => {
            fs.writeFileSync(path.join(directory, name), text, { mode: 0o600 });
            return path.join(directory, name);
        };
        const known = write(
            "known_hosts",
            hosts.map(({ host, port, hostKey }) => `[${host}]:${port} ${hostKey}\n`).join(""),
        );
        const inventory = Object.fromEntries(
            hosts.map(({ name, host, port, user, privateKey, root }) => [
                name,
                {
                    ansible_host: host,
                    ansible_port: port,
                    ansible_user: user,
                    ansible_ssh_private_key_file: write(`${name}.key`, privateKey),
                    ansible_python_interpreter: "/usr/bin/python3",
                    root,
                },
            ]),
        );
        const file = write("inventory.json", JSON.stringify({ all: { hosts: inventory } }));
        const result = await exec(
            program,
            ["--check", "-i", file, "-e", `dropin=${dropin}`, path.join(__dirname, "kdump.yml")],
            {
                limitSeconds: 1800,
                env: {
                    ...process.env,
                    ...settings,
                    ANSIBLE_NOCOLOR: "true",
                    ANSIBLE_HOST_KEY_CHECKING: "true",
                    ANSIBLE_HOME: path.join(directory, "home"),
                    ANSIBLE_SSH_CONTROL_PATH_DIR: path.join(directory, "cp"),
                    ANSIBLE_SSH_COMMON_ARGS: `-o UserKnownHostsFile=${known} -o IdentitiesOnly=yes`,
                },
            },
        );
        const asDeclared = result.stdout.match(/ok=\d+ +changed=0 +unreachable=0 +failed=0 /g) ?? [];
        if (result.code !== 0 || asDeclared.length !== hosts.length)
            throw new Error(
                `ansible-playbook did not find every host as declared:\n${result.stdout}${result.stderr}`,
            );
        await exec("sh", ["-c", `for s in ${directory}/cp/*; do ssh -O exit -o ControlPath="$s" - ; done`]);
        return result;
    } finally {
        fs.rmSync(directory, { recursive: true, force: true });
    }
}

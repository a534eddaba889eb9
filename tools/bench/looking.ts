// A no-op preview that looks at every host, beside `ansible-playbook --check` of the same steps, on the same hosts in one run.
import * as fs from "node:fs";
import * as path from "node:path";

import { TestHost } from "../../test/engine/host";
import { Stages } from "../dev/stages";
import { table } from "../dev/table";
import { Stack } from "../pulumi/stack";
import { getToolchain, Toolchain } from "../pulumi/toolchain";
import { AnsibleHost, asInstalled, checkByAnsible, tuned } from "./ansible/ansible";

/** How many hosts a stack has, and how often both are timed. */
const sizes = (process.env.KDUMP_BENCH_HOSTS ?? "1,10,50").split(",").map(Number);
/** Fewer where one takes many minutes. */
const roundsOf = (size: number) => (size > 10 ? 1 : 3);

const goals = { ratio: 5, connections: 1 };

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

for (const [name, args] of Object.entries<any>(JSON.parse(fs.readFileSync("hosts.json", "utf8"))))
    new kdump.Kdump(name, args);
`;

/** Seconds in the middle of the rounds, and the most connections that one preview made to one host. */
interface Looked {
    hosts: number;
    pulumi: number;
    /** A preview of an empty program, which is the CLI's own start. */
    empty: number;
    /** Ansible as it comes, which the goal is about. */
    ansible: number;
    tuned: number;
    connections: number;
}

/** Times both for each number of hosts and prints a table; fails where a goal is missed. */
export async function benchLooking(stages: Stages): Promise<void> {
    const toolchain = await stages.run("toolchain", () => getToolchain(stages.say));
    const all: Looked[] = [];
    for (const size of sizes) all.push(await withHosts(size, stages, toolchain));
    const rows = all.map(({ hosts, pulumi, empty, ansible, tuned, connections }) => [
        hosts,
        pulumi.toFixed(1),
        empty.toFixed(1),
        ansible.toFixed(1),
        (ansible / pulumi).toFixed(1),
        `>= ${goals.ratio}`,
        tuned.toFixed(1),
        (tuned / pulumi).toFixed(1),
        connections,
        `<= ${goals.connections}`,
    ]);
    const titles = [
        "hosts",
        "preview, s",
        "of an empty program, s",
        "ansible --check, s",
        "times faster",
        "goal",
        "tuned, s",
        "times faster",
        "connections a host",
    ];
    process.stdout.write(`\n${table([...titles, "goal"], rows).join("\n")}\n\n${JSON.stringify(all)}\n`);
    const missed = all.filter(
        ({ pulumi, ansible, connections }) =>
            ansible / pulumi < goals.ratio || connections > goals.connections,
    );
    if (missed.length > 0) {
        process.stdout.write(
            `The goal is missed with ${missed.map(({ hosts }) => hosts).join(", ")} hosts.\n`,
        );
        process.exitCode = 1;
    }
}

async function withHosts(size: number, stages: Stages, toolchain: Toolchain): Promise<Looked> {
    const hosts: TestHost[] = [];
    const stack = await Stack.create({ toolchain, program: { "index.ts": program, "hosts.json": "{}" } });
    const nothing = await Stack.create({ toolchain, program: { "index.ts": "" } });
    try {
        while (hosts.length < size) hosts.push(await TestHost.start());
        stack.write({ "hosts.json": JSON.stringify(Object.fromEntries(hosts.map(declared))) });
        await stages.run(`pulumi up, ${size} hosts`, async () =>
            good(await stack.up({ limitSeconds: 3600 })),
        );
        return await stages.run(`preview and check, ${size} hosts`, () =>
            timed(hosts, { stack, nothing }, stages),
        );
    } finally {
        stack.remove();
        nothing.remove();
        await Promise.all(hosts.map((host) => host.stop()));
    }
}

function declared(host: TestHost, index: number): [string, object] {
    return [
        `host${index}`,
        {
            connection: host.connection(),
            crashkernel: "192M",
            reboot: "when-required",
            conf: { coreCollector: "makedumpfile -l --message-level 7 -d 31" },
        },
    ];
}

/** All in turn, so that what else the machine does meets each. */
async function timed(
    hosts: TestHost[],
    { stack, nothing }: { stack: Stack; nothing: Stack },
    stages: Stages,
): Promise<Looked> {
    const inventory = hosts.map(ansibleHost);
    const dropin = path.join(hosts[0].root.root, "etc/default/grub.d/zz-pulumi-kdump.cfg");
    const pulumi: number[] = [];
    const empty: number[] = [];
    const ansible: number[] = [];
    const quickest: number[] = [];
    const connections: number[] = [];
    for (let round = 0; round < roundsOf(hosts.length); round++) {
        const before = hosts.map(({ sshd }) => sshd.connections());
        const preview = good(await stack.preview({ args: ["--expect-no-changes"], limitSeconds: 1800 }));
        connections.push(...hosts.map(({ sshd }, index) => sshd.connections() - before[index]));
        pulumi.push(preview.seconds);
        empty.push(good(await nothing.preview()).seconds);
        ansible.push((await checkByAnsible(inventory, dropin, asInstalled, stages.say)).seconds);
        quickest.push((await checkByAnsible(inventory, dropin, tuned, stages.say)).seconds);
    }
    if (Math.min(...connections) < 1) throw new Error("A preview did not look at every host.");
    return {
        hosts: hosts.length,
        pulumi: middle(pulumi),
        empty: middle(empty),
        ansible: middle(ansible),
        tuned: middle(quickest),
        connections: Math.max(...connections),
    };
}

function ansibleHost({ sshd, root }: TestHost, index: number): AnsibleHost {
    return { name: `host${index}`, ...sshd.connection, root: fs.realpathSync(root.root) };
}

function middle(numbers: number[]): number {
    return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

function good<T extends { code: number; stdout: string; stderr: string }>(result: T): T {
    if (result.code !== 0) throw new Error(`Pulumi ended with an error:\n${result.stdout}${result.stderr}`);
    return result;
}

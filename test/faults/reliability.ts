// What all that was tried adds up to: the table at the end of `npm run test:faults`, and docs/reliability.md.
import * as fs from "node:fs";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";
import { table } from "../../tools/dev/table";
import { allTried, Tried } from "./ledger";

/** Says the table by family, and writes the document if nothing was lost. */
export function closeFaults(say: (line: string) => void): void {
    const all = allTried();
    const rows = sums(all, ({ family }) => family);
    rows.push(["all", ...total(all)]);
    table(["family", "tried", "recovered", "lost"], rows).forEach(say);
    if (all.every(({ lost }) => lost === 0))
        fs.writeFileSync(path.join(checkout, "docs", "reliability.md"), reliability(all));
}

function total(rows: Tried[]): [tried: number, recovered: number, lost: number] {
    const tried = rows.reduce((sum, row) => sum + row.tried, 0);
    const lost = rows.reduce((sum, row) => sum + row.lost, 0);
    return [tried, tried - lost, lost];
}

/** A row for each thing that `of` tells apart, in the order in which they come. */
function sums(all: Tried[], of: (row: Tried) => string): (string | number)[][] {
    return [...new Set(all.map(of))].map((name) => [name, ...total(all.filter((row) => of(row) === name))]);
}

const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;

function reliability(all: Tried[]): string {
    const rows = sums(all, ({ family, fault }) => `${family} | ${fault}`);
    return `# Reliability

Written by \`npm run test:faults\`, which takes an hour and a half on a machine with two cores, starts one VM at its end and
reaches nothing but 127.0.0.1 and package archives. A slice of it is part of \`npm test\` (\`node tools/start.cjs test/all.ts
cuts\`).

## What is tried

Every step of a Kdump that changes its host, and the undo of each, on a host of every kind of boot configuration that there
is: Debian's drop-in, entries with their own command line, entries that share \`kernelopts\`, grub2-mkconfig, SUSE. A tracer
(\`test/faults/tracer.c\`) follows a step and all programs that it starts, counts the system calls by which they change a
file of the host, and at the N-th

- kills all of them, for every N from the first call to the last;
- has no space left on the disk, for this write and all later ones, for every write;
- fails the call with an I/O error, for up to 16 calls of each step.

For the tracer package managers and systemd are one thing each: stand-ins, as in \`test/sandbox/\`. Beside the steps, the connection is
cut at bytes of a command in both directions, two runs and two stacks meet on one host, and around a whole \`pulumi up\` by
the real engine sshd is restarted, \`pulumi\` killed, the state lost, the package archive out of reach and another machine at
the address. The real apt, dnf and zypper are killed on hosts in namespaces (\`test/faults/packageManager.test.ts\`). In a VM the
power is cut while the initramfs and while GRUB's menu are made (\`test/vm/power/powerCut.test.ts\`); it boots, and the next
update completes, or the run fails.

## What has to hold

1. The machine boots: the menu, or every entry, is whole as GRUB reads it, with all the entries that were there.
2. No original is lost: every file is byte for byte the old one, or the new one.
3. A step that was not killed ends with one sentence that says what is wrong; one that says it is done, is.
4. The same step run again completes, and the host is as if nothing had happened.
5. The step's undo, in the place of that, leaves what it leaves without the fault; after all of them the host is byte for byte
   as before the first step.

Whatever fails one of these counts as lost.

## What came of it

| where | what goes wrong | tried | recovered | lost |
| --- | --- | --: | --: | --: |
${rows.map(line).join("\n")}
| **all** | | ${total(all).join(" | ")} |

## When \`pulumi\` itself is killed

The engine leaves its lock on the stack, and says so in the next run; \`pulumi cancel\` takes it away. What it had begun stays in
the state as a pending operation; the next \`pulumi up\` runs that step again, which every step allows.
`;
}

// npm run bench: what it costs, and how long it takes.
//
//   npm run bench                 all of these
//   npm run bench -- first-up     the first up of a VM beside the same steps by hand
//   npm run bench -- looking      a preview that looks at 1, 10 and 50 hosts beside ansible-playbook --check
//   npm run bench -- report       how long after a panic its report lies beside the dump
import { endWith } from "../dev/interruption";
import { Stages } from "../dev/stages";
import { benchFirstUp } from "./firstUp";
import { benchLooking } from "./looking";
import { benchPanicToReport } from "./panicToReport";

const benches: Record<string, (stages: Stages) => Promise<void>> = {
    looking: benchLooking,
    "first-up": benchFirstUp,
    report: benchPanicToReport,
};

async function main(asked: string[]): Promise<void> {
    const stages = new Stages((text) => void process.stderr.write(text));
    for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
        if (!(name in benches))
            throw new Error(`There is no bench "${name}"; choose from ${Object.keys(benches).join(", ")}.`);
        await benches[name](stages);
    }
}

void main(process.argv.slice(2)).catch(endWith);

import { Status } from "./status";

/** What a step of the host is called as a child of its component, where that is something else. */
const childOf: Record<string, string> = { install: "host", reboot: "reservation" };

/** Steps after which the service step has to see whether a dump would be written now. */
const beforeService = ["packages", "crashkernel", "bootloader", "key", "trust", "conf", "reservation"];

/** What mends what is not as declared: for each step that has to run, the reason, a sentence. In the order of the steps. */
export function driftOf({ would }: Status): Map<string, string> {
    const drift = new Map(Object.entries(would).map(([step, why]) => [childOf[step] ?? step, why]));
    const first = beforeService.find((step) => drift.has(step));
    if (first !== undefined && !drift.has("service")) drift.set("service", String(drift.get(first)));
    return drift;
}

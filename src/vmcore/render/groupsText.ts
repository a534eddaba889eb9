import { CrashGroup } from "../groups/crashGroups";
import { notOneBug, someOf, timeText } from "./groupsWords";
import { visible } from "./visible";

const columns = ["Crashes", "Last seen", "First seen", "Hosts", "Kernels", "Bug"];

/** Groups of crashes as a table for a terminal. */
export function crashGroupsText(groups: CrashGroup[]): string {
    const rows = groups.map((group) =>
        [
            String(group.count).padStart(columns[0].length),
            timeText(group.lastSeen),
            timeText(group.firstSeen),
            someOf(group.hosts),
            someOf(group.kernels),
            group.oneBug || group.count === 1 ? group.title : `${group.title}. ${notOneBug}`,
        ].map((cell) => visible(cell).replace(/\s+/g, (blank, at) => (at === 0 ? blank : " "))),
    );
    const widths = columns.map((name, column) =>
        Math.max(name.length, ...rows.map((row) => row[column].length)),
    );
    const line = (row: string[]) =>
        row
            .map((cell, column) => cell.padEnd(widths[column]))
            .join("  ")
            .trimEnd();
    return `${[columns, ...rows].map(line).join("\n")}\n`;
}

import { CrashGroup, GroupedCrash } from "../groups/crashGroups";
import { crashesText, notOneBug, someOf, timeText } from "./groupsWords";
import { Markup, markup } from "./markup";
import { pageOf } from "./page";

/**
 * Groups of crashes as one page that needs nothing else: each bug with how often, when, where and on which kernels it was seen,
 * and its crashes to be unfolded.
 */
export function crashGroupsHtml(groups: CrashGroup[]): string {
    const title = headlineOf(groups);
    return pageOf(
        title,
        markup`<h1>${title}</h1>
${groups.map(groupHtml)}`,
    );
}

function headlineOf(groups: CrashGroup[]): string {
    if (groups.length === 0) return "No crashes";
    const bugs = groups.filter(({ oneBug }) => oneBug);
    const vague = crashesOf(groups) - crashesOf(bugs);
    const told = [
        ...(bugs.length === 0 ? [] : [bugs.length === 1 ? "1 bug" : `${bugs.length} bugs`]),
        ...(vague === 0 ? [] : [`${crashesText(vague)} of which only the kind is known`]),
    ];
    return `${crashesText(crashesOf(groups))}: ${told.join(", ")}`;
}

function crashesOf(groups: CrashGroup[]): number {
    return groups.reduce((sum, { count }) => sum + count, 0);
}

function groupHtml(group: CrashGroup): Markup {
    const { title, fingerprint, count, oneBug, hosts, kernels, firstSeen, lastSeen, crashes } = group;
    const facts: [string, string][] = [
        ["Crashes", String(count)],
        ["Last seen", timeText(lastSeen)],
        ["First seen", firstSeen === lastSeen ? "" : timeText(firstSeen)],
        [hosts.length === 1 ? "Host" : "Hosts", someOf(hosts)],
        [kernels.length === 1 ? "Kernel" : "Kernels", someOf(kernels)],
        ["Fingerprint", fingerprint],
    ];
    const rows = facts
        .filter(([, value]) => value !== "")
        .map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`);
    return markup`<section><h2>${title}</h2>${oneBug || count === 1 ? "" : markup`<p class="doubts">${notOneBug}</p>`}<dl>${rows}</dl>
<details><summary>${count === 1 ? "The crash" : `All ${crashesText(count)}`}</summary><ul class="crashes">${crashes.map(crashHtml)}</ul></details></section>
`;
}

function crashHtml({ time, host, kernel, vmcore }: GroupedCrash): Markup {
    const said = [timeText(time), host, kernel]
        .filter((part) => part !== undefined && part !== "")
        .join(", ");
    return markup`<li>${said === "" ? "" : markup`<span class="source">${said}</span> `}<code>${vmcore}</code></li>`;
}

import { Measured } from "./measure";

/** What came out, as a page of docs/. */
export function labelledMarkdown(all: Measured[], skipped: number): string {
    const panicked = all.filter((one) => one.panicked);
    const kindMisses = panicked.filter(({ kindRight }) => !kindRight);
    const symbolMisses = panicked.filter(({ kindRight, symbolRight }) => kindRight && symbolRight === false);
    return `<!-- Made by \`npm run --silent labelled -- CHECKOUT\`. -->

# Measured on syzkaller's labelled logs

The tests of [syzkaller](https://github.com/google/syzkaller) hold console logs of kernel crashes, each with the title that its authors want
(\`pkg/report/testdata/linux/report\`, Apache-2.0). With a checkout of it,

    npm run labelled -- ../syzkaller

reads each log as a report is made of a kernel log, and holds the kind and the function in the title against the label. The logs
are no part of this project. Those whose label says that the log is damaged, or that it is of no kernel crash, are left out (${skipped}).

| logs | kind right | function right |
| --- | --- | --- |
| with a panic line | ${shares(panicked)} |
| all | ${shares(all)} |

A dump is of a kernel that panicked, so the first line is what a report is like. The other logs are of kernels that went on. Where a log has
several faults, the label is of the first one, and a report is of the one that the kernel died of: most misses of the kind are that.

## By the kind of the label, with a panic line

| label | kind right | function right |
| --- | --- | --- |
${byKind(panicked)}

## Misses, with a panic line

The numbers are the names of the logs.

### Another kind

${list(kindMisses, ({ foundKind, kinds, foundTitle }) => `${foundKind} and not ${kinds.join(" or ")}: ${foundTitle}`)}

### Another function

${list(symbolMisses, ({ foundTitle }) => foundTitle)}
`;
}

function shares(some: Measured[]): string {
    const withSymbol = some.filter(({ symbol }) => symbol !== undefined);
    const right = withSymbol.filter(({ symbolRight }) => symbolRight);
    return `${share(some.filter(({ kindRight }) => kindRight).length, some.length)} | ${share(right.length, withSymbol.length)}`;
}

function share(right: number, all: number): string {
    return all === 0 ? "-" : `${right} of ${all} (${((100 * right) / all).toFixed(1)} %)`;
}

function byKind(some: Measured[]): string {
    const groups = new Map<string, Measured[]>();
    for (const one of some) {
        const name = one.kinds.join(" or ");
        groups.set(name, [...(groups.get(name) ?? []), one]);
    }
    return [...groups]
        .sort(([, one], [, other]) => other.length - one.length)
        .map(([name, members]) => `| ${name} | ${shares(members)} |`)
        .join("\n");
}

function list(misses: Measured[], found: (miss: Measured) => string): string {
    if (misses.length === 0) return "None.";
    return misses.map((miss) => `- ${miss.file}, \`${miss.title}\`: \`${found(miss)}\``).join("\n");
}

// The line in a step's standard input that makes it run again although nothing has changed in the program: it says why. A
// later run keeps the line, so that it makes no difference, until there is something else to mend.

const pattern = /^# mends (\d+): [^\n]*\n/m;

/** A step's standard input without the line. */
export function withoutMends(stdin: string): string {
    return stdin.replace(pattern, "");
}

/** The line that a step's standard input has; empty when it has none. */
export function mendsOf(stdin: string): string {
    return pattern.exec(stdin)?.[0] ?? "";
}

/**
 * The line for something else to mend: it counts up, so that it makes a difference even for the same reason.
 *
 * @param lines the lines so far
 * @param why one line, a sentence
 */
export function nextMends(lines: string[], why: string): string {
    const counts = lines.map((line) => Number(pattern.exec(line)?.[1] ?? 0));
    return `# mends ${Math.max(0, ...counts) + 1}: ${why}\n`;
}

/** Lines of a table with aligned columns; numbers to the right. */
export function table(header: string[], rows: (string | number)[][]): string[] {
    const cells = rows.map((row) => row.map(String));
    const widths = header.map((title, column) =>
        Math.max(title.length, ...cells.map((row) => row[column].length)),
    );
    const numeric = header.map(
        (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"),
    );
    const line = (row: string[]) =>
        row
            .map((cell, column) =>
                numeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
            )
            .join("  ")
            .trimEnd();
    return [line(header), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)];
}

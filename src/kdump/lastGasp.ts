const append = "commandline_append ";

/**
 * The lines of the dump configuration with what a last gasp asks of the capture kernel: that it reboots where it fails, which
 * nothing tells kdump-tools' to do, and that what it says itself takes no room of the last lines of the kernel that crashed.
 * A `panic=` that is declared stays.
 */
export function withLastGasp(lines: string[]): string[] {
    const declared = lines.find((line) => line.startsWith(append))?.slice(append.length) ?? "";
    const words = declared.split(" ").filter((word) => word !== "");
    if (!words.some((word) => word.startsWith("panic="))) words.push("panic=10");
    words.push("pstore.backend=none");
    const line = append + words.join(" ");
    return declared === "" ? [...lines, line] : lines.map((one) => (one.startsWith(append) ? line : one));
}

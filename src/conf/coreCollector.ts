/** A core_collector command. */
export interface CoreCollector {
    /** `makedumpfile`, `cp`, `scp`, `dd`, or the full path of another program. */
    program: string;
    /** Its arguments, as a shell splits them. */
    words: string[];
}

/** Reads the command of a core_collector, whose characters are plain (`plainLineProblem`). */
export function readCollector(command: string): CoreCollector {
    const [program = "", ...words] = command.split(/[ \t]+/).filter((word) => word !== "");
    return { program, words };
}

/** How long a stage took, for the table at the end. */
export interface StageTime {
    stage: string;
    seconds: number;
}

/**
 * Prints what happens in stages: each begins with its name and ends with its time, and every line in between
 * carries the time since the start.
 */
export class Stages {
    readonly times: StageTime[] = [];
    private readonly started = Date.now();
    private partial = "";
    /** The last that was said of each resource that is at work. */
    private readonly told = new Map<string, string>();

    constructor(private readonly write: (text: string) => void = (text) => void process.stdout.write(text)) {}

    /** Runs one stage. A failure is the caller's to report; the stage is marked as failed. */
    async run<T>(stage: string, work: () => Promise<T>): Promise<T> {
        this.write(`\n▸ ${stage}\n`);
        const began = Date.now();
        let mark = "✘";
        try {
            const result = await work();
            mark = "✔";
            return result;
        } finally {
            this.flush();
            const seconds = Math.round((Date.now() - began) / 100) / 10;
            this.times.push({ stage, seconds });
            this.write(`${mark} ${stage}: ${seconds.toFixed(1)} s\n`);
        }
    }

    /** One line, with the time since the start. */
    readonly say = (line: string): void => {
        this.write(`  ${clock(Date.now() - this.started)}  ${line}\n`);
    };

    /**
     * A program's output as it comes: whole lines, without the engine's dots and blank lines. What goes on is said once
     * however often the engine says it: its lines differ in nothing then but the time that it has taken.
     */
    readonly stream = (text: string): void => {
        const lines = (this.partial + text).split("\n");
        this.partial = lines.pop() ?? "";
        for (const line of lines) this.sayUnlessNoise(line);
    };

    private flush(): void {
        const rest = this.partial;
        this.partial = "";
        this.sayUnlessNoise(rest);
    }

    private sayUnlessNoise(line: string): void {
        if (line.trim() === "" || /^@ [\w ]+\.*$/.test(line.trim())) return;
        const [, event, told = ""] =
            /^(.* (?:creating|updating|deleting|replacing)) \([\d.]+m?s\) ?(.*)$/.exec(line) ?? [];
        if (event !== undefined) {
            if (this.told.get(event) === told) return;
            this.told.set(event, told);
        }
        this.say(line.trimEnd());
    }
}

function clock(milliseconds: number): string {
    const seconds = Math.floor(milliseconds / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}

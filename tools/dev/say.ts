/** Takes a line of progress. */
export type Say = (line: string) => void;

/** Says what is being done, and afterwards how long it took. */
export async function timed<T>(say: Say, what: string, work: () => Promise<T>): Promise<T> {
    const started = Date.now();
    say(`${what} …`);
    const result = await work();
    say(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return result;
}

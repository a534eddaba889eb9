/** Checks a whole number above 0, such as one of seconds. */
export function countProblem(value: number, things: string): string | undefined {
    return Number.isSafeInteger(value) && value > 0
        ? undefined
        : `${value} is not a number of ${things}; give a whole number above 0.`;
}

/**
 * Makes the rule of a property that has to be one of a few words.
 *
 * @param what what each of them is, such as `a reboot policy`
 * @param choices the words
 */
export function oneOf(what: string, choices: readonly string[]): (value: string) => string | undefined {
    return (value) =>
        choices.includes(value)
            ? undefined
            : `"${String(value)}" is not ${what}; choose one of ${choices.join(", ")}.`;
}

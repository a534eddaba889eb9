import * as pulumi from "@pulumi/pulumi";

import { diagnostic } from "../args/diagnostic";

/**
 * Reads the one line of JSON that a step printed.
 *
 * @throws Error when the text is not that
 */
export function parseStep(text: string): Record<string, unknown> {
    const answer = objectOf(text);
    if (answer === undefined) {
        throw strangeAnswer(
            `The host program printed ${JSON.stringify(text.slice(0, 200))} where one line of JSON was expected. ` +
                "Something else writes to standard output when this user logs in, such as ~/.bashrc; make it silent for commands.",
        );
    }
    return answer;
}

function objectOf(text: string): Record<string, unknown> | undefined {
    try {
        const value: unknown = JSON.parse(text);
        if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
        return value as Record<string, unknown>;
    } catch {
        return undefined;
    }
}

/** An error of a host's answer, which is told without the place in this package that found it. */
export function strangeAnswer(sentences: string): pulumi.ResourceError {
    return diagnostic(undefined, sentences);
}

/** One mistake in the arguments: its property, and a full sentence about it. */
export interface Problem {
    propertyPath: string;
    reason: string;
}

/** Checks an optional property; returns [] or one Problem. */
export function optional<T>(
    propertyPath: string,
    value: T | undefined,
    problemOf: (value: T) => string | undefined,
): Problem[] {
    const reason = value === undefined || value === null ? undefined : problemOf(value);
    return reason === undefined ? [] : [{ propertyPath, reason }];
}

/** The problems of a part, each with the property in front that the part is the value of. */
export function under(property: string, problems: Problem[]): Problem[] {
    return problems.map(({ propertyPath, reason }) => ({
        propertyPath: `${property}.${propertyPath}`,
        reason,
    }));
}

import * as pulumi from "@pulumi/pulumi";

import { Problem } from "./problem";

/**
 * Collects what is wrong with the arguments of one resource, so that all of it is reported at once.
 *
 * What is known when the program runs is checked at once. What becomes known later (the output of
 * another resource) is checked when it does, and the value goes on only if the check passes.
 */
export class Checks {
    private readonly problems: Problem[] = [];

    /** @param type the resource's type, such as `kdump:index:Kdump` */
    constructor(
        private readonly type: string,
        private readonly name: string,
    ) {}

    /**
     * Checks a value and returns what `use` makes of it, as an output that exists only when nothing is wrong with
     * the value: nothing is ever made of a wrong one.
     */
    check<T, R = pulumi.Unwrap<T>>(
        value: pulumi.Input<T>,
        problemsOf: (value: pulumi.Unwrap<T>) => Problem[],
        use: (value: pulumi.Unwrap<T>) => R = (right) => right as unknown as R,
    ): pulumi.Output<R> {
        if (isKnownNow(value)) {
            const known = value as pulumi.Unwrap<T>;
            const problems = problemsOf(known);
            this.problems.push(...problems);
            return pulumi.output(problems.length > 0 ? undefined : use(known)) as pulumi.Output<R>;
        }
        return pulumi.output(value).apply((later) => {
            const known = later as pulumi.Unwrap<T>;
            this.refuse(problemsOf(known));
            return use(known);
        }) as pulumi.Output<R>;
    }

    /** Adds what was found wrong elsewhere. */
    add(problems: Problem[]): void {
        this.problems.push(...problems);
    }

    /** @throws pulumi.InputPropertiesError with every problem found so far, if there is any */
    throwIfAny(): void {
        this.refuse(this.problems);
    }

    private refuse(problems: Problem[]): void {
        if (problems.length === 0) return;
        const list = problems.map((problem) => `  - ${problem.propertyPath}: ${problem.reason}`).join("\n");
        const error = new pulumi.InputPropertiesError({
            message: `${this.type} "${this.name}" cannot be made as it is written:\n${list}`,
            errors: problems,
        });
        // Pulumi prints the stack of an error that ends a program; here the place is in the message.
        error.stack = error.message;
        throw error;
    }
}

/** Whether a value holds no output and no promise anywhere, so that it can be checked at once. */
function isKnownNow(value: unknown): boolean {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return false;
    if (Array.isArray(value)) return value.every(isKnownNow);
    if (typeof value === "object" && value !== null) return Object.values(value).every(isKnownNow);
    return true;
}

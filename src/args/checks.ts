import * as pulumi from "@pulumi/pulumi";

import { Problem } from "./problem";

/** A value that was read from an argument, or everything that is wrong with it. */
export type Reading<T> = { value: T } | { problems: Problem[] };

/**
 * Collects what is wrong with the arguments of one resource, so that all of it is reported at once.
 *
 * What is known when the program runs is read at once. What becomes known later (the output of another resource) is
 * read then, and the value goes on only if nothing is wrong with it.
 */
export class Checks {
    private readonly problems: Problem[] = [];
    /** What was read at once, by the output that it became. */
    private readonly readings = new WeakMap<object, Reading<unknown>>();

    /** @param type the resource's type, such as `kdump:index:Kdump` */
    constructor(
        private readonly type: string,
        private readonly name: string,
    ) {}

    /** Checks a value, and returns what `use` makes of it; see `read`. */
    check<T, R = pulumi.Unwrap<T>>(
        value: pulumi.Input<T>,
        problemsOf: (value: pulumi.Unwrap<T>) => Problem[],
        use: (value: pulumi.Unwrap<T>) => R = (right) => right as unknown as R,
    ): pulumi.Output<R> {
        return this.read<T, R>(value, (known) => {
            const problems = problemsOf(known);
            return problems.length > 0 ? { problems } : { value: use(known) };
        });
    }

    /**
     * Reads a value, once, and returns the result as an output that exists only if nothing is wrong.
     *
     * The value may be made of outputs that earlier calls returned. Where one of those was refused nothing is read, so
     * that no mistake is reported twice.
     */
    read<T, R>(value: pulumi.Input<T>, reader: (value: pulumi.Unwrap<T>) => Reading<R>): pulumi.Output<R> {
        const known = this.known(value);
        if (known === undefined) {
            return pulumi.output(value).apply((later) => {
                const reading = reader(later as pulumi.Unwrap<T>);
                if ("value" in reading) return reading.value;
                throw this.error(reading.problems);
            }) as unknown as pulumi.Output<R>;
        }
        const reading = "value" in known ? reader(known.value as pulumi.Unwrap<T>) : known;
        if ("problems" in reading) this.problems.push(...reading.problems);
        const output = pulumi.output("value" in reading ? reading.value : undefined);
        this.readings.set(output, "value" in reading ? reading : { problems: [] });
        return output as pulumi.Output<R>;
    }

    /** Adds problems that were found elsewhere. */
    add(problems: Problem[]): void {
        this.problems.push(...problems);
    }

    /** @throws pulumi.InputPropertiesError with every problem so far, if there is any */
    throwIfAny(): void {
        if (this.problems.length > 0) throw this.error(this.problems);
    }

    private error(problems: Problem[]): pulumi.InputPropertiesError {
        const list = problems.map((problem) => `  - ${problem.propertyPath}: ${problem.reason}`).join("\n");
        const error = new pulumi.InputPropertiesError({
            message: `${this.type} "${this.name}" has invalid arguments:\n${list}`,
            errors: problems,
        });
        // Pulumi prints the stack of an error that ends a program; here the place is in the message.
        error.stack = error.message;
        return error;
    }

    /** A value with what was read at once in it; no problems where a part was refused; undefined until it is known. */
    private known(value: unknown): Reading<unknown> | undefined {
        if (pulumi.Output.isInstance(value)) return this.readings.get(value);
        if (value instanceof Promise) return undefined;
        if (typeof value !== "object" || value === null) return { value };
        const parts = Object.entries(value).map(([key, part]) => [key, this.known(part)] as const);
        if (parts.some(([, part]) => part !== undefined && "problems" in part)) return { problems: [] };
        if (parts.some(([, part]) => part === undefined)) return undefined;
        if (Array.isArray(value))
            return { value: parts.map(([, part]) => (part as { value: unknown }).value) };
        return {
            value: Object.fromEntries(parts.map(([key, part]) => [key, (part as { value: unknown }).value])),
        };
    }
}

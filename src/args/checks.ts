import * as pulumi from "@pulumi/pulumi";

import { callSite } from "./callSite";
import { diagnostic, fail } from "./diagnostic";
import { group, Kind, plain, Properties } from "./kinds";
import { isLate } from "./late";
import { Problem } from "./problem";

/** A value that was read from an argument, or everything that is wrong with it. */
export type Reading<T> = { value: T } | { problems: Problem[] };

/**
 * How long the outputs of a refused component stay without an end, in milliseconds. Then whatever still waits for one gets
 * the error, which has been told by then; or a program that lives on (an inline one of the Automation API) would wait for ever.
 */
const patience = 1000;

/** What lets a component's values through if nothing is wrong with its arguments. */
export type Gate = Pick<Checks<object>, "behind" | "nothing">;

/**
 * Collects what is wrong with the arguments of one component, so that all of it is told at once.
 *
 * What is known when the program runs is read at once. What becomes known later (the output of another resource) is read
 * then. Every output that comes from here exists only if nothing is wrong with any argument, so of a refused component no
 * step is registered; in an update that goes for arguments that become known later too.
 *
 * In a stack's program what is wrong becomes a diagnostic of the component, and the program goes on, to find what is wrong
 * with other components, and then fails. Anywhere else (under mocks, in a component provider) it is thrown.
 */
export class Checks<Args extends object> {
    /** What the program gave, of whatever kinds. */
    readonly args: Partial<Args>;
    /** Everything that is wrong so far. */
    readonly problems: Problem[] = [];
    /** What was read at once, by the output that it became. */
    private readonly readings = new WeakMap<object, Reading<unknown>>();
    /** What is read later, by the output that waits for all the others too. */
    private readonly alone = new WeakMap<object, pulumi.Output<unknown>>();
    private readonly later: Promise<void>[] = [];
    private readonly taken = new Map<keyof Args, unknown>();
    private readonly refused: Set<string>;
    private readonly place = callSite();
    private component?: pulumi.ComponentResource;
    private readonly untold: Problem[] = [];
    private ended?: Promise<never>;
    private open!: () => void;
    private shut!: (error: Error) => void;
    /** Opens when nothing is wrong. */
    private readonly gate = new Promise<void>((resolve, reject) => {
        this.open = resolve;
        this.shut = reject;
    });

    /**
     * @param type the component's type, such as `kdump:index:Kdump`
     * @param name the component's; empty for a function
     * @param args what the program gave
     * @param properties what there is to give
     */
    constructor(
        private readonly type: string,
        private readonly name: string,
        args: unknown,
        private readonly properties: Properties<Args>,
    ) {
        this.gate.catch(() => undefined);
        this.problems.push(...plain(group<Args>(properties)).problems(args ?? undefined, ""));
        this.refused = new Set(this.problems.map(({ propertyPath }) => headOf(propertyPath)));
        this.args = typeof args === "object" && !this.refused.has("") ? (args ?? {}) : {};
    }

    /** An argument, of the kind that it has to be. */
    argument<Name extends keyof Args & string>(name: Name): pulumi.Output<pulumi.Unwrap<Args[Name]>> {
        if (!this.taken.has(name))
            this.taken.set(name, this.refused.has(name) ? this.nothing() : this.take(name));
        return this.taken.get(name) as pulumi.Output<pulumi.Unwrap<Args[Name]>>;
    }

    /** The arguments that a part of the component has, but for those that are not of their kind, which is told already. */
    all<Part extends object>(
        properties: Properties<Part>,
    ): { [Name in keyof Part]: pulumi.Output<pulumi.Unwrap<Part[Name]>> } {
        const entries = Object.keys(properties).map((name) => [
            name,
            this.refused.has(name) ? undefined : this.argument(name as keyof Args & string),
        ]);
        return Object.fromEntries(entries) as {
            [Name in keyof Part]: pulumi.Output<pulumi.Unwrap<Part[Name]>>;
        };
    }

    /** Whether one of these arguments is not of the kind that it has to be. */
    refuses(...names: (keyof Args & string)[]): boolean {
        return names.some((name) => this.refused.has(name));
    }

    /** A value of the kind that it has to be. */
    ofKind<T, R = pulumi.Unwrap<T>>(
        value: pulumi.Input<T>,
        kind: Kind<unknown>,
        propertyPath: string,
    ): pulumi.Output<R> {
        return this.check<T, R>(value, (known) => kind.problems(known, propertyPath));
    }

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
        if (known === undefined) return this.readLater(value, reader);
        const reading = "value" in known ? reader(known.value as pulumi.Unwrap<T>) : known;
        if ("problems" in reading) {
            this.add(reading.problems);
            return this.nothing();
        }
        const output = pulumi.output(this.gate.then(() => reading.value));
        this.readings.set(output, reading);
        return output as pulumi.Output<R>;
    }

    /** Adds problems that were found elsewhere, but for those of arguments that are not even of their kind. */
    add(problems: Problem[]): void {
        const known = ({ propertyPath }: Problem) =>
            this.refused.has("") || this.refused.has(headOf(propertyPath));
        this.problems.push(...problems.filter((problem) => !known(problem)));
    }

    /** An output that never is, which stands for what was refused. */
    nothing<R>(): pulumi.Output<R> {
        const output: unknown = pulumi.output(this.gate.then(() => undefined));
        this.readings.set(output as object, { problems: [] });
        return output as pulumi.Output<R>;
    }

    /** Lets a value through if nothing is wrong. */
    behind<T>(output: pulumi.Output<T>): pulumi.Output<T> {
        return output.apply(async (value) => {
            await this.gate;
            return value;
        }) as pulumi.Output<T>;
    }

    /**
     * What the component is registered with: none of the arguments if one is wrong, because a secret may be in the wrong
     * place.
     *
     * @throws pulumi.InputPropertiesError with everything that is wrong, where there is no stack's program
     */
    inputs(make: () => pulumi.Inputs): pulumi.Inputs {
        if (this.problems.length === 0) return make();
        if (isProgram()) return {};
        throw this.thrown(this.problems);
    }

    /**
     * Tells what is wrong as diagnostics of the component; and if nothing is, lets its steps begin. What is no component
     * has none, and its diagnostics are the stack's.
     */
    report(component?: pulumi.ComponentResource): void {
        this.component = component;
        if (this.problems.length > 0) void this.end(this.problems);
        // What a preview does not know never comes.
        else if (pulumi.runtime.isDryRun()) this.open();
        else void Promise.all(this.later).then(this.open);
    }

    private take(name: keyof Args & string): pulumi.Output<unknown> {
        return this.ofKind(this.args[name] as pulumi.Input<unknown>, this.properties[name], name);
    }

    private readLater<T, R>(
        value: pulumi.Input<T>,
        reader: (value: pulumi.Unwrap<T>) => Reading<R>,
    ): pulumi.Output<R> {
        let done: () => void;
        this.later.push(new Promise((resolve) => (done = resolve)));
        const whole = pulumi.output(this.withoutGate(value)) as pulumi.OutputInstance<pulumi.Unwrap<T>>;
        const alone = whole.apply((known) => {
            const reading = reader(known);
            if ("problems" in reading) {
                if (isProgram()) return this.end(reading.problems);
                throw this.thrown(reading.problems);
            }
            done();
            return reading.value;
        });
        const output = this.behind(alone);
        this.alone.set(output, alone);
        return output as unknown as pulumi.Output<R>;
    }

    /** Ends the program, when all of it has run; never comes back. What is found in one moment is told together. */
    private end(problems: Problem[]): Promise<never> {
        this.untold.push(...problems);
        this.ended ??= new Promise((_, reject) => {
            setImmediate(() => {
                const list = this.listed(this.untold.splice(0));
                const invalid = this.name === "" ? `${this.type} has invalid` : "Invalid";
                const error = diagnostic(this.component, `${invalid} arguments${this.at()}:\n${list}`);
                this.ended = undefined;
                const failed = fail(error);
                setTimeout(() => void failed.catch(reject), patience).unref();
            });
        });
        this.ended.catch(this.shut);
        return this.ended;
    }

    private thrown(problems: Problem[]): pulumi.InputPropertiesError {
        const error = new pulumi.InputPropertiesError({
            message: `${this.what()} has invalid arguments${this.at()}:\n${this.listed(problems)}`,
            errors: this.inOrder(problems),
        });
        // Whoever prints the stack of an error prints what people need to see.
        error.stack = error.message;
        return error;
    }

    private listed(problems: Problem[]): string {
        return this.inOrder(problems)
            .map(
                ({ propertyPath, reason }) =>
                    `  - ${propertyPath === "" ? "" : `${propertyPath}: `}${reason}`,
            )
            .join("\n");
    }

    /** In the order of the properties, however they were found; what is no property comes last. */
    private inOrder(problems: Problem[]): Problem[] {
        const names = ["", ...Object.keys(this.properties)];
        const place = ({ propertyPath }: Problem) => {
            const index = names.indexOf(headOf(propertyPath));
            return index < 0 ? names.length : index;
        };
        return [...problems].sort((a, b) => place(a) - place(b));
    }

    private what(): string {
        return this.name === "" ? this.type : `${this.type} "${this.name}"`;
    }

    private at(): string {
        return this.place === undefined ? "" : ` in ${this.place}`;
    }

    /** A value with what was read at once in it; no problems where a part was refused; undefined until it is known. */
    private known(value: unknown): Reading<unknown> | undefined {
        if (pulumi.Output.isInstance(value)) return this.readings.get(value);
        if (isLate(value)) return undefined;
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

    /** A value with what waits for nothing else in the place of what earlier calls returned. */
    private withoutGate(value: unknown): unknown {
        if (pulumi.Output.isInstance(value)) {
            const reading = this.readings.get(value);
            if (reading !== undefined && "value" in reading) return reading.value;
            return this.alone.get(value) ?? value;
        }
        if (typeof value !== "object" || value === null || isLate(value)) return value;
        if (Array.isArray(value)) return value.map((part) => this.withoutGate(part));
        return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.withoutGate(part)]));
    }
}

/** Whether a stack's program runs, and not a test or a component provider. */
function isProgram(): boolean {
    return pulumi.runtime.getStackResource() !== undefined;
}

/** The property that a path begins with. */
function headOf(propertyPath: string): string {
    return propertyPath.split(/[.[]/, 1)[0];
}

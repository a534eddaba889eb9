import * as pulumi from "@pulumi/pulumi";

/** A step as the stack's state has it. */
export interface StepBefore {
    create: string;
    stdin: string;
    stdout: string;
    /** What would have replaced it. */
    triggers: string[];
}

/** The steps of a stack's state, by component type and the step's own name. */
export interface StackState {
    /** @returns undefined where there is no such step, or more than one */
    step(componentType: string, name: string): StepBefore | undefined;
}

const nothing: StackState = { step: () => undefined };

/** The state of each run of a program: its engine's connection stands for the run. */
const states = new WeakMap<object, Promise<StackState>>();

/**
 * What the running stack's state has, read once. Anything odd about it is as if there were none: then the host is
 * prepared by what the program says alone.
 */
export function stackState(): Promise<StackState> {
    const monitor = pulumi.runtime.getMonitor() as object | undefined;
    if (monitor === undefined || !hasState(monitor)) return Promise.resolve(nothing);
    const known = states.get(monitor) ?? read().catch(() => nothing);
    states.set(monitor, known);
    return known;
}

/** Mocks have none, and would be asked for a call that nobody expects. */
function hasState(monitor: { registerResourceHook?: unknown }): boolean {
    return typeof monitor.registerResourceHook === "function";
}

/** By the function with which the engine serves references to stacks; it serves the running one too. */
async function read(): Promise<StackState> {
    const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
        stackName,
    });
    return stateOf(answer);
}

/** Reads the engine's answer. */
export function stateOf(answer: unknown): StackState {
    const resources = Object.entries(propertiesOf(propertiesOf(answer).outputs));
    return {
        step(componentType, name) {
            const kinds = new RegExp(`(^|\\$)${componentType}\\$command:remote:[A-Za-z]+$`);
            const found = resources.filter(([urn]) => {
                const [, , kind, ...own] = urn.split("::"); // a name may have two colons itself
                return own.join("::") === name && kinds.test(kind);
            });
            if (found.length !== 1) return undefined;
            const outputs = propertiesOf(propertiesOf(found[0][1]).outputs);
            const text = (key: string) => textOf(outputs[key]);
            const triggers = revealed(outputs.triggers);
            return {
                create: text("create"),
                stdin: text("stdin"),
                stdout: text("stdout"),
                triggers: Array.isArray(triggers) ? triggers.map(textOf) : [],
            };
        },
    };
}

/** A secret is a value beside this key, whatever it is in. */
const secretKey = "4dabf18193072939515e22adb298388d";

function revealed(value: unknown): unknown {
    return typeof value === "object" && value !== null && secretKey in value
        ? (value as { value?: unknown }).value
        : value;
}

function propertiesOf(value: unknown): Record<string, unknown> {
    const inner = revealed(value);
    return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>) : {};
}

function textOf(value: unknown): string {
    const inner = revealed(value);
    return typeof inner === "string" ? inner : "";
}

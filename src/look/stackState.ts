import * as pulumi from "@pulumi/pulumi";

import { perRun, underEngine } from "../host/engine";

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

/**
 * What the running stack's state has, read once a run. Anything odd about it is as if there were none: then the host is
 * prepared by what the program says alone. Mocks have none, and would be asked for a call that nobody expects.
 */
export function stackState(): Promise<StackState> {
    return underEngine() ? stateOfRun() : Promise.resolve(nothing);
}

const stateOfRun = perRun(() => read().catch(() => nothing));

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
    // Every step of every host is asked for again and again.
    const steps = new Map<string, unknown[]>();
    for (const [urn, resource] of Object.entries(propertiesOf(propertiesOf(answer).outputs))) {
        const key = keyOf(urn);
        if (key !== undefined) steps.set(key, [...(steps.get(key) ?? []), resource]);
    }
    return {
        step(componentType, name) {
            const found = steps.get(`${componentType}::${name}`) ?? [];
            return found.length === 1 ? stepOf(found[0]) : undefined;
        },
    };
}

/** The type of the component that a step is of, and the step's own name; undefined for what is no step. */
function keyOf(urn: string): string | undefined {
    const [, , kind = "", ...own] = urn.split("::"); // a name may have two colons itself
    const [componentType, type] = kind.split("$").slice(-2);
    return type !== undefined && /^command:remote:[A-Za-z]+$/.test(type)
        ? `${componentType}::${own.join("::")}`
        : undefined;
}

function stepOf(resource: unknown): StepBefore {
    const outputs = propertiesOf(propertiesOf(resource).outputs);
    const text = (key: string) => textOf(outputs[key]);
    const triggers = revealed(outputs.triggers);
    return {
        create: text("create"),
        stdin: text("stdin"),
        stdout: text("stdout"),
        triggers: Array.isArray(triggers) ? triggers.map(textOf) : [],
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

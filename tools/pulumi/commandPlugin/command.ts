import { asConnection, checkedConnection } from "./connection";
import { Operation } from "./dial";
import { requiring, ResourceKind } from "./resource";
import { Output, runSession } from "./session";
import { Properties, reveal } from "./values";

interface CommandState {
    create?: string;
    update?: string;
    delete?: string;
    stdin?: string;
    logging?: "stdout" | "stderr" | "stdoutAndStderr" | "none";
    environment?: Record<string, string>;
    addPreviousOutputInEnv?: boolean;
}

/** command:remote:Command */
export const command: ResourceKind = {
    outputs: ["stdout", "stderr"],

    check: (inputs) => ({
        inputs:
            "connection" in inputs ? { ...inputs, connection: checkedConnection(inputs.connection) } : inputs,
        failures: requiring(["connection"], inputs),
    }),

    async create(inputs, operation) {
        const nothing = { stdout: "", stderr: "" };
        return { ...inputs, ...(await run(inputs, "create", nothing, operation)) };
    },

    async update(inputs, state, operation) {
        const which = inputs.update === undefined ? "create" : "update";
        return { ...inputs, ...(await run(inputs, which, previousOutput(state), operation)) };
    },

    async delete(state, operation) {
        await run(state, "delete", previousOutput(state), operation);
    },
};

/** Runs one of the commands; one that is not set does nothing and leaves the output as it was. */
async function run(
    properties: Properties,
    which: "create" | "update" | "delete",
    previous: Output,
    operation: Operation,
): Promise<Output> {
    const state = reveal(properties) as CommandState;
    const text = state[which];
    if (text === undefined) return previous;
    const logging = state.logging ?? "stdoutAndStderr";
    const session = {
        connection: asConnection(properties.connection),
        command: text,
        stdin: state.stdin,
        environment: {
            ...state.environment,
            ...(state.addPreviousOutputInEnv !== false && asEnvironment(previous)),
        },
        showStdout: logging === "stdout" || logging === "stdoutAndStderr",
        showStderr: logging === "stderr" || logging === "stdoutAndStderr",
    };
    return runSession(session, operation);
}

function previousOutput(state: Properties): Output {
    const { stdout, stderr } = reveal(state) as Partial<Output>;
    return { stdout: stdout ?? "", stderr: stderr ?? "" };
}

function asEnvironment({ stdout, stderr }: Output): Record<string, string> {
    return {
        ...(stdout && { PULUMI_COMMAND_STDOUT: stdout }),
        ...(stderr && { PULUMI_COMMAND_STDERR: stderr }),
    };
}

import { Operation } from "./dial";
import { Properties } from "./values";

/** A kind of resource that the stand-in has. `state` is what the last create or update returned. */
export interface ResourceKind {
    /** The names of the outputs that are not inputs. */
    outputs: string[];
    check(inputs: Properties): { inputs: Properties; failures: { property: string; reason: string }[] };
    create(inputs: Properties, operation: Operation): Promise<Properties>;
    update(inputs: Properties, state: Properties, operation: Operation): Promise<Properties>;
    delete(state: Properties, operation: Operation): Promise<void>;
}

export function requiring(names: string[], inputs: Properties): { property: string; reason: string }[] {
    const missing = names.filter((name) => inputs[name] === undefined || inputs[name] === null);
    return missing.map((property) => ({ property, reason: `Missing required property '${property}'` }));
}

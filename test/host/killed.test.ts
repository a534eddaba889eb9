import { changingSteps, diesAtAnyMoment, Dying } from "./killed";
import { shells, ThrowawayRoot } from "./throwaway-root";

const make: Dying[0] = (shell) => new ThrowawayRoot(shells[shell], { installed: true });
const collection = ["collection", "s3", "dumps", "--region", "eu-central-1"];

diesAtAnyMoment("Debian", {
    ...changingSteps(make),
    collection: [make, [], collection],
    "undo collection": [make, [collection], ["undo", "collection"]],
});

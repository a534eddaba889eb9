import { changingSteps, diesAtAnyMoment, Shell } from "./killed";
import { leave } from "./left";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const installed = (shell: Shell) => new ThrowawayRoot(shells[shell], { installed: true });

const withDumps = (shell: Shell) => {
    const host = installed(shell);
    for (const [index, name] of ["c", "b", "a"].entries()) leave(host, `${name}/vmcore`, index);
    return host;
};

const collection = ["collection", "s3", "dumps", "--region", "eu-central-1"];

diesAtAnyMoment("Debian", {
    ...changingSteps(installed, "keep 3"),
    keep: [withDumps, [], ["keep", "1"]],
    collection: [installed, [], collection],
    "undo collection": [installed, [collection], ["undo", "collection"]],
});

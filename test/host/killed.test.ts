import { changingSteps, diesAtAnyMoment } from "./killed";
import { shells, ThrowawayRoot } from "./throwaway-root";

diesAtAnyMoment(
    "Debian",
    changingSteps((shell) => new ThrowawayRoot(shells[shell], { installed: true })),
);

import { changingSteps, diesAtAnyMoment } from "./killed";
import { SuseRoot } from "./suse-root";
import { shells } from "./throwaway-root";

diesAtAnyMoment(
    "SUSE",
    changingSteps((shell) => new SuseRoot(shells[shell], { installed: true })),
);

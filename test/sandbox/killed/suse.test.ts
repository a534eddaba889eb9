import { changingSteps, diesAtAnyMoment } from "../killed";
import { SuseRoot } from "../suseRoot";
import { shells } from "../throwawayRoot";

diesAtAnyMoment(
    "SUSE",
    changingSteps((shell) => new SuseRoot(shells[shell], { installed: true })),
);

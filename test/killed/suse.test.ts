import { changingSteps, diesAtAnyMoment } from "../host/killed";
import { SuseRoot } from "../host/suse-root";
import { shells } from "../host/throwaway-root";

diesAtAnyMoment(
    "SUSE",
    changingSteps((shell) => new SuseRoot(shells[shell], { installed: true })),
);

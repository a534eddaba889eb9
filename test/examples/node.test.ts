// The examples that need no cloud's provider.
import { cloudsOf, nodeExamples } from "../support/exampleCopy";
import { copiedOut } from "./copiedOut";

for (const name of nodeExamples.filter((one) => cloudsOf(one).length === 0)) copiedOut(name);

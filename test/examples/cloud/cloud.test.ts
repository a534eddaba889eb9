// The examples for clouds, whose SDKs are large, and no part of what is installed for other tests.
import { cloudsOf, nodeExamples } from "../../support/exampleCopy";
import { copiedOut } from "../copiedOut";

for (const name of nodeExamples.filter((one) => cloudsOf(one).length > 0)) copiedOut(name);

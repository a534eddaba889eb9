// A provider that takes whatever it is given: stands in for those of clouds, which package registries do not have. The
// engine asks it for a preview only; what a program hands to it is checked by the types of the cloud's own SDK.
"use strict";
const provider = require("@pulumi/pulumi/provider");

const answers = require("./answers.json");

provider.main(
    {
        version: process.env.STAND_IN_VERSION,
        check: async (_urn, _olds, news) => ({ inputs: news }),
        diff: async () => ({ changes: false }),
        invoke: async (token, inputs) => ({ outputs: { ...inputs, id: "looked-up", ...answers[token] } }),
        create: () => Promise.reject(new Error("A stand-in makes nothing.")),
    },
    process.argv.slice(2),
);

import simpleImportSort from "eslint-plugin-simple-import-sort";
import tseslint from "typescript-eslint";

const strictly = "node:assert/strict is used here, by `equal` and `deepEqual`.";

export default tseslint.config(
    { ignores: ["dist/", ".cache/", "**/node_modules/", "**/*.{cjs,mjs}", "**/*.d.cts"] },
    ...tseslint.configs.recommended,
    {
        plugins: { "simple-import-sort": simpleImportSort },
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/no-misused-promises": "error",
            "@typescript-eslint/switch-exhaustiveness-check": [
                "error",
                { considerDefaultExhaustiveForUnions: true },
            ],
            eqeqeq: ["error", "always"],
            // Node's own modules, then packages, then files of this one.
            "simple-import-sort/imports": [
                "error",
                { groups: [["^node:"], ["^@?\\w"], ["^\\.\\.", "^\\."]] },
            ],
        },
    },
    // The types of a whole cloud take half a minute to load; `tsc` checks the examples anyway.
    { files: ["examples/**"], ...tseslint.configs.disableTypeChecked },
    {
        files: ["test/**"],
        rules: {
            // mocha's `this.timeout()` and the engine's untyped JSON are the only places that may be loose.
            "@typescript-eslint/no-explicit-any": "off",
            "no-restricted-imports": [
                "error",
                {
                    paths: ["assert", "node:assert", "assert/strict"].map((name) => ({
                        name,
                        message: strictly,
                    })),
                },
            ],
            "no-restricted-properties": [
                "error",
                ...["strictEqual", "deepStrictEqual", "notStrictEqual", "notDeepStrictEqual"].map(
                    (property) => ({
                        object: "assert",
                        property,
                        message: strictly,
                    }),
                ),
            ],
        },
    },
);

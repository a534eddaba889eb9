import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["dist/", ".cache/", "**/node_modules/", "**/*.cjs", "eslint.config.mjs"] },
    ...tseslint.configs.recommended,
    {
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/no-misused-promises": "error",
            "@typescript-eslint/switch-exhaustiveness-check": [
                "error",
                { considerDefaultExhaustiveForUnions: true },
            ],
            eqeqeq: ["error", "always"],
        },
    },
    // The types of a whole cloud take half a minute to load; `tsc` checks the examples anyway.
    { files: ["examples/**"], ...tseslint.configs.disableTypeChecked },
    // mocha's `this.timeout()` and the engine's untyped JSON are the only places that may be loose.
    { files: ["test/**"], rules: { "@typescript-eslint/no-explicit-any": "off" } },
);

// Made by `npm run generate` from data/errors.json: change it there.
import type { ErrorRow } from "./types";

/** The codes of the programs' errors. */
export const errors: Readonly<Record<string, ErrorRow>> = {};

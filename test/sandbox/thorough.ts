/** Whether everything is tried in every combination, which takes many minutes: `npm run test:thorough`. */
export const isThorough = process.env.KDUMP_THOROUGH === "true";

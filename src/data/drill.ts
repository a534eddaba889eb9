// Made by `npm run generate` from data/drill.json: change it there.

/** What a drill is told, so that nobody crashes a machine by accident. */
export const acknowledgement: string = "this crashes the machine";

import { dateText } from "./summary";

/** How many names a line has place for. */
const most = 3;

/** Such as `web, db and 4 others`. */
export function someOf(names: string[]): string {
    if (names.length <= most) return names.join(", ");
    return `${names.slice(0, most - 1).join(", ")} and ${names.length - most + 1} others`;
}

/** A time for people; nothing where it is not known. */
export function timeText(time: string | undefined): string {
    return time === undefined ? "" : dateText(time);
}

/** What is said of crashes that only their kind has in common. */
export const notOneBug = "Only their kind is known, so they may be several bugs.";

/** Such as `1 crash` and `3 crashes`. */
export function crashesText(count: number): string {
    return count === 1 ? "1 crash" : `${count} crashes`;
}

// The distributions that throwaway VMs run.

export interface Guest {
    distribution: "Debian" | "Ubuntu";
    /** The release's codename, as the archive's suites are called. */
    release: string;
    /** The package that brings the kernel for virtual machines. */
    kernel: string;
}

export const guests = {
    "debian-12": { distribution: "Debian", release: "bookworm", kernel: "linux-image-cloud-amd64" },
    "debian-13": { distribution: "Debian", release: "trixie", kernel: "linux-image-cloud-amd64" },
    "ubuntu-22.04": { distribution: "Ubuntu", release: "jammy", kernel: "linux-image-virtual" },
    "ubuntu-24.04": { distribution: "Ubuntu", release: "noble", kernel: "linux-image-virtual" },
} as const satisfies Record<string, Guest>;

export type GuestName = keyof typeof guests;

export const guestNames = Object.keys(guests) as GuestName[];

/** The guest of the demo, the benchmark and most tests. */
export const defaultGuest: GuestName = "debian-12";

export function isGuestName(name: string): name is GuestName {
    return (guestNames as string[]).includes(name);
}

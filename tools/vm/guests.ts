// The distributions that throwaway VMs run.

export type GuestName = "debian-12" | "debian-13" | "ubuntu-22.04" | "ubuntu-24.04";

export interface Guest {
    distribution: "Debian" | "Ubuntu";
    /** The release's codename, as the archive's suites are called. */
    release: string;
    /** The package that brings the kernel for virtual machines. */
    kernel: string;
    /** The processor to emulate, for a release that does not run on the usual one. */
    emulatedCpu?: string;
}

export const guests: Record<GuestName, Guest> = {
    "debian-12": { distribution: "Debian", release: "bookworm", kernel: "linux-image-cloud-amd64" },
    "debian-13": { distribution: "Debian", release: "trixie", kernel: "linux-image-cloud-amd64" },
    "ubuntu-22.04": {
        distribution: "Ubuntu",
        release: "jammy",
        kernel: "linux-image-virtual",
        // Its glibc 2.35 takes an emulated AMD processor for one without caches, and then copies past its buffers.
        emulatedCpu: "max,-la57,-svm,vendor=GenuineIntel",
    },
    "ubuntu-24.04": { distribution: "Ubuntu", release: "noble", kernel: "linux-image-virtual" },
};

export const guestNames = Object.keys(guests) as GuestName[];

/** The guest of the demo, the benchmark and most tests. */
export const defaultGuest: GuestName = "debian-12";

/** QEMU's arguments for one guest, which come after those of the accelerator. */
export function guestArguments(name: GuestName, accelerator: "kvm" | "tcg"): string[] {
    const cpu = accelerator === "tcg" ? guests[name].emulatedCpu : undefined;
    return cpu === undefined ? [] : ["-cpu", cpu];
}

export function isGuestName(name: string): name is GuestName {
    return (guestNames as string[]).includes(name);
}

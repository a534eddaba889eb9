import { modelOf, readFiles } from "../../tools/data/model";
import { debianLayout } from "./debian";
import { elLayout } from "./el";
import type { Layout, Release } from "./layout";
import { suseLayout } from "./suse";

/** The hosts that a model of data/ has simulated, in the order of its rows. */
export function simulatedReleases({ releases }: ReturnType<typeof modelOf>): Release[] {
    return releases.flatMap(({ id, distribution: { family }, simulated = [] }) =>
        simulated.map(
            (row) =>
                ({
                    ...{ family, id, machine: "x86_64", firmware: "bios" },
                    shell: family === "debian" ? "dash" : "bash",
                    ...row,
                }) as Release,
        ),
    );
}

/** Every release that is simulated. A further one is one more row of data/releases.json. */
export const releases = simulatedReleases(modelOf(readFiles()));

const layouts: Record<Release["family"], (release: Release) => Layout> = {
    debian: debianLayout,
    el: elLayout,
    suse: suseLayout,
};

export function layoutOf(release: Release): Layout {
    return layouts[release.family](release);
}

// What a person sees of the demo before and while it runs.
import * as assert from "node:assert/strict";

import { forecast, Machine } from "../../tools/demo/forecast";
import { demoOptions } from "../../tools/demo/options";
import { Stages } from "../../tools/dev/stages";

const nothing: Machine = { cli: false, plugin: false, image: false, kvm: false };
const all: Machine = { cli: true, plugin: true, image: true, kvm: true };

describe("the demo's forecast", () => {
    it("says what is fetched on a new machine, and how long it takes without KVM", () => {
        const [does, fetches, takes] = forecast(demoOptions([]), nothing);
        assert.match(does, /^This starts a throwaway VM, .* one reboot, and removes it\.$/);
        for (const what of ["the Pulumi CLI", "the plugin command", "Debian packages", "kdump's packages"])
            assert.ok(fetches.includes(what), what);
        assert.match(takes, /^It takes about 8 minutes without KVM, .* this first time, .* asks nothing\./);
    });

    it("says no more than is still to be fetched", () => {
        const [, fetches, takes] = forecast(demoOptions([]), all);
        assert.equal(fetches, "It fetches kdump's packages, on the host.");
        assert.match(takes, /^It takes about 3 minutes, and asks nothing\./);
    });

    it("goes by the time that it took here the last time", () => {
        const [, , takes] = forecast(demoOptions([]), { ...all, lastSeconds: 475 });
        assert.match(takes, /^It takes about 8 minutes, as the last time,/);
    });

    it("fetches nothing to take a host back", () => {
        const [does, fetches] = forecast(
            demoOptions(["--host", "me@192.0.2.1", "--key", __filename, "--undo"]),
            all,
        );
        assert.equal(does, "This takes back what an earlier demo did to 192.0.2.1.");
        assert.equal(fetches, "It fetches nothing.");
    });

    it("names the crash", () => {
        const [does, fetches] = forecast(demoOptions(["--crash"]), all);
        assert.match(does, /crashed on purpose as well, and its dump read\.$/);
        assert.match(fetches, /the kernel's debuginfo/);
    });
});

describe("the demo's stages", () => {
    it("show each wait once, and what is new in it", async () => {
        let shown = "";
        const stages = new Stages((text) => (shown += text));
        const line = (time: string, told = "") =>
            ` +  command:remote:Command vm-service creating (${time}) ${told}\n`;
        await stages.run("pulumi up", async () => {
            for (const text of [
                "Updating (dev):\n\n@ updating....\n",
                line("0s"),
                line("1s", "service: loading the capture kernel"),
                line("2s", "service: loading the capture kernel"),
                line("12s", "service: loading the capture kernel"),
                line("13s", "service: waiting for the reboot"),
                " +  command:remote:Command vm-service created (14s) \n",
            ])
                stages.stream(text);
        });
        assert.deepEqual(
            shown.split("\n").map((each) => each.replace(/^ {2}\d\d:\d\d {2}/, "")),
            [
                "",
                "▸ pulumi up",
                "Updating (dev):",
                " +  command:remote:Command vm-service creating (0s)",
                " +  command:remote:Command vm-service creating (1s) service: loading the capture kernel",
                " +  command:remote:Command vm-service creating (13s) service: waiting for the reboot",
                " +  command:remote:Command vm-service created (14s)",
                "✔ pulumi up: 0.0 s",
                "",
            ],
        );
    });
});

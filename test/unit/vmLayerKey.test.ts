import * as assert from "node:assert/strict";

import { acquireSettings, asSeenFromGuest, debianStanzas } from "../../tools/vm/aptSources";
import { layerKey } from "../../tools/vm/layer";
import { layerNames, recipes } from "../../tools/vm/recipes";

/** One index target as `apt-get indextargets` prints it, shortened to what matters. */
function target(fields: Record<string, string>): string {
    const all = {
        Codename: "bookworm",
        Origin: "Debian",
        Component: "main",
        "Repo-URI": "http://archive.test/debian/",
        Sourcesentry: "/etc/apt/sources.list.d/debian.sources:1",
        ...fields,
    };
    return Object.entries(all)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join("");
}

const nothing = () => "";
const defaultKeyring = "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg";

describe("the VMs' layer keys", () => {
    it("name the layer and are stable", () => {
        assert.match(layerKey("debian-12", "booted", "recipe", "base-1"), /^debian-12\.booted-[0-9a-f]{12}$/);
        assert.equal(
            layerKey("debian-12", "booted", "recipe", "base-1"),
            layerKey("debian-12", "booted", "recipe", "base-1"),
        );
    });

    it("change with the recipe and with the layer below", () => {
        const key = layerKey("debian-12", "booted", "recipe", "base-1");
        assert.notEqual(layerKey("debian-12", "booted", "other recipe", "base-1"), key);
        assert.notEqual(layerKey("debian-12", "booted", "recipe", "base-2"), key);
    });

    it("every layer stands on one that is named before it", () => {
        for (const [index, name] of layerNames.entries()) {
            if (name !== "base") assert.ok(layerNames.indexOf(recipes[name].parent) < index, name);
        }
    });
});

describe("the apt sources that a guest is built from", () => {
    it("are Debian's own, one stanza per archive and suite, with all its components", () => {
        const stanzas = debianStanzas(
            "bookworm",
            [
                target({}),
                target({ Component: "contrib" }),
                target({ Codename: "bookworm-security", "Repo-URI": "http://archive.test/debian-security/" }),
                target({ Origin: "Somebody Else", "Repo-URI": "http://elsewhere.test/" }),
            ].join("\n"),
            nothing,
        );
        assert.equal(stanzas.length, 2);
        assert.ok(
            stanzas[0].includes(
                "URIs: http://archive.test/debian/\nSuites: bookworm\nComponents: contrib main\n",
            ),
        );
        assert.ok(stanzas[1].includes("Suites: bookworm-security\n"));
        assert.ok(stanzas.every((stanza) => stanza.includes(defaultKeyring)));
    });

    it("are those of the guest's release on a machine with a newer one, without backports", () => {
        const newer = ["trixie", "trixie-updates", "trixie-backports"].map((Codename) =>
            target({ Codename }),
        );
        const suites = debianStanzas("bookworm", newer.join("\n"), nothing).map(
            (stanza) => /^Suites: (.*)$/m.exec(stanza)?.[1],
        );
        assert.deepEqual(suites, ["bookworm", "bookworm-updates"]);
    });

    for (const [kind, file] of [
        ["deb822", "Types: deb\n# Signed-By: /commented.gpg\nSigned-By: /keys/a.gpg /keys/b.gpg\n"],
        [
            "one-line",
            "deb [arch=amd64 signed-by=/keys/a.gpg,/keys/b.gpg] http://archive.test/debian bookworm main\n",
        ],
    ]) {
        it(`keep the keyrings that a ${kind} file names`, () => {
            const [stanza] = debianStanzas("bookworm", target({}), (name) => {
                assert.equal(name, "/etc/apt/sources.list.d/debian.sources");
                return file;
            });
            assert.ok(stanza.includes("Signed-By: /keys/a.gpg /keys/b.gpg\n"), stanza);
        });
    }

    it("fall back to Debian's keyring when a key is written into the sources file itself", () => {
        const [stanza] = debianStanzas(
            "bookworm",
            target({}),
            () => "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n",
        );
        assert.ok(stanza.includes(defaultKeyring));
    });

    it("are missed with a sentence that says what to do", () => {
        assert.throws(
            () => debianStanzas("bookworm", target({ Origin: "Ubuntu" }), nothing),
            /Run `apt-get update` as root/,
        );
    });
});

describe("the settings of apt that a guest takes over", () => {
    it("are those that decide how an archive is reached and believed", () => {
        const dump = [
            'APT "";',
            'Acquire::Check-Valid-Until "false";',
            'Acquire::http "";',
            'Acquire::http::Proxy "http://proxy.test:3128";',
            'Acquire::https::CaInfo "/etc/ssl/own.pem";',
            'Acquire::Languages "none";',
        ].join("\n");
        assert.deepEqual(acquireSettings(dump, {}), [
            'Acquire::Check-Valid-Until "false";',
            'Acquire::http::Proxy "http://proxy.test:3128";',
            'Acquire::https::CaInfo "/etc/ssl/own.pem";',
        ]);
    });

    it("include a proxy of the environment, unless apt has one of its own", () => {
        const env = { http_proxy: "http://env.test:1" };
        assert.deepEqual(acquireSettings("", env), ['Acquire::http::Proxy "http://env.test:1";']);
        const own = 'Acquire::http::Proxy "http://own.test:2";';
        assert.deepEqual(acquireSettings(own, env), [own]);
    });

    it("name the machine's loopback as the guest sees it", () => {
        const seen = (proxy: string) => asSeenFromGuest(`Acquire::http::Proxy "${proxy}";`);
        assert.equal(seen("http://127.0.0.1:3128"), 'Acquire::http::Proxy "http://10.0.2.2:3128";');
        assert.equal(seen("http://me@localhost:3128/"), 'Acquire::http::Proxy "http://me@10.0.2.2:3128/";');
        assert.equal(seen("http://localhost.test:1"), 'Acquire::http::Proxy "http://localhost.test:1";');
    });
});

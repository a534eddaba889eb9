import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { findingsOf } from "../../src/vmcore/findings";
import { reportHtml } from "../../src/vmcore/render/html";
import { Browser, Look } from "../support/browser";
import { rawReport, recordedKinds, recordedReport } from "../support/vmcoreFixtures";

/** Asked of a page: what a reader would stumble over. */
const measure = `(() => {
    const root = document.documentElement;
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5);
    const fault = document.querySelector("pre .fault.headline");
    const small = [...document.querySelectorAll("body *")].filter((one) => parseFloat(getComputedStyle(one).fontSize) < 11);
    // What is seen is how bright a color is: of text and paper, 0 to 255.
    const bright = (color) => color.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
    return {
        overflow: root.scrollWidth - innerWidth,
        wide: wide.map((one) => one.className || one.tagName),
        small: small.map((one) => one.className || one.tagName),
        paper: bright(getComputedStyle(document.body).backgroundColor),
        ink: bright(getComputedStyle(document.body).color),
        faultPaper: fault && getComputedStyle(fault).backgroundColor,
        text: document.body.innerText,
        scripts: document.scripts.length,
        images: document.images.length,
    };
})()`;

describe("the page of a report", function () {
    this.timeout(60_000);
    let browser: Browser;
    let directory: string;

    before(() => {
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-page-"));
        browser = new Browser();
    });
    after(async () => {
        await browser.close();
        fs.rmSync(directory, { recursive: true });
    });

    async function look(html: string, how: Look) {
        const file = path.join(directory, "report.html");
        fs.writeFileSync(file, html);
        const seen = await browser.look(file, how, measure);
        assert.deepEqual(seen.requests, [], "the page asks for nothing");
        assert.deepEqual(seen.complaints, []);
        assert.equal(seen.value.overflow, 0);
        assert.deepEqual(seen.value.wide, []);
        assert.deepEqual([seen.value.scripts, seen.value.images], [0, 0]);
        assert.equal(seen.png.readUInt32BE(16), how.width * (how.phone ? 2 : 1), "the screenshot's width");
        return seen;
    }

    const looks: Record<string, Look> = {
        "a phone": { width: 360, phone: true },
        "a phone in the dark": { width: 390, phone: true, dark: true },
        "a desktop": { width: 1280 },
    };
    for (const [where, how] of Object.entries(looks)) {
        it(`is read on ${where}`, async () => {
            for (const kind of recordedKinds) {
                const findings = findingsOf(recordedReport(kind));
                const { value } = await look(reportHtml(findings), how);
                assert.deepEqual(value.small, []);
                assert.ok(how.dark ? value.paper < 50 : value.paper > 230, `paper ${value.paper}`);
                assert.ok(Math.abs(value.paper - value.ink) > 150, `paper ${value.paper}, ink ${value.ink}`);
                assert.notEqual(value.faultPaper, "rgba(0, 0, 0, 0)");
                const { address } = findings.backtrace[0];
                assert.equal(value.text.includes(address), !how.phone, "addresses, where there is room");
                for (const part of [findings.panic.text, "machine_kexec", "6.1.0-56-cloud-amd64"]) {
                    assert.ok(value.text.includes(part), `${kind}: ${part}`);
                }
            }
        });
    }

    it("runs nothing that a hostile log holds, and stays as wide as the screen", async () => {
        const hostile =
            `<script>document.title = "owned"</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>` +
            `</pre></style></title><!-- ${"w".repeat(3000)} \x1b[2J\u202e`;
        const raw = rawReport("crash-8-null-pointer", {
            header: `NODENAME: ${hostile}\nRELEASE: ${hostile}\nCOMMAND: "${hostile}"\n`,
            log: `[1.0] ${hostile}\n[2.0] BUG: kernel NULL pointer dereference, ${hostile}\n`,
            bt: ` #0 [ff00] f${hostile.replaceAll(" ", "")} at ff01\n`,
        });
        const { value } = await look(reportHtml(findingsOf(raw)), { width: 390, phone: true });
        assert.ok(value.text.includes("<script>document.title"), "it is there to be read");
        assert.ok(value.text.includes("\\x1b[2J\\u202e"));
    });
});

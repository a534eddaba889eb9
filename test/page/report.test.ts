import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { findingsOf } from "../../src/vmcore/findings";
import { crashGroups } from "../../src/vmcore/groups/crashGroups";
import { isMachinery } from "../../src/vmcore/machinery";
import { RawReport } from "../../src/vmcore/rawReport";
import { crashGroupsHtml } from "../../src/vmcore/render/groupsHtml";
import { reportHtml } from "../../src/vmcore/render/html";
import { placeText } from "../../src/vmcore/render/summary";
import { cacheDirectory } from "../../tools/dev/checkout";
import { Browser, Look } from "../support/browser";
import { rawReport, recordedKinds, recordedReport } from "../support/vmcoreFixtures";

/** A phone's screen, and what a browser leaves of it for the page. */
const screen = { all: 844, page: 664 };

/** Asked of a page: what a reader sees first, what they would stumble over, and what is there when all folds are opened. */
const measure = `(() => {
    const root = document.documentElement;
    const all = (selector) => [...document.querySelectorAll(selector)];
    const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
    const size = (one) => parseFloat(getComputedStyle(one).fontSize);
    const named = (ones) => ones.map((one) => one.className || one.tagName);
    const levels = () => all(".stack li[value]").filter((one) => one.checkVisibility()).map((one) => one.value);
    const parts = (color) => color.match(/[\\d.]+/g).map(Number);
    // What is seen is how bright a color is: of text and paper, 0 to 255.
    const bright = (color) => parts(color).slice(0, 3).reduce((sum, part) => sum + part, 0) / 3;
    const paperUnder = (one) => {
        const color = getComputedStyle(one).backgroundColor;
        return parts(color)[3] === 0 && one !== document.body ? paperUnder(one.parentElement) : color;
    };
    // Relative luminance and contrast as WCAG 2 defines them.
    const light = (color) => parts(color).slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const contrast = (one) => {
        const [less, more] = [getComputedStyle(one).color, paperUnder(one)].map(light).sort((a, b) => a - b);
        return (more + 0.05) / (less + 0.05);
    };
    const texts = all("body *").filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""));
    const wide = () => all("body *").filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5);
    const folded = { levels: levels(), text: document.body.innerText };
    const summaries = all("summary").map((one) => one.innerText);
    const seen = {
        overflow: root.scrollWidth - innerWidth,
        small: named(texts.filter((one) => size(one) < 11)),
        pale: named(texts.filter((one) => contrast(one) < 4.5)),
        paper: bright(getComputedStyle(document.body).backgroundColor),
        ink: bright(getComputedStyle(document.body).color),
        faultPaper: [".place", ".stack .fault", "#fault .headline"]
            .map((one) => document.querySelector(one)).filter((one) => one).map((one) => getComputedStyle(one).backgroundColor),
        tops: [".kind", "h1", ".place", ".summary", ".doubts", ".stack", "dl", "#fault", "section:last-of-type"]
            .map((one) => [one, box(one)?.top]).filter(([, top]) => top !== undefined),
        firstRow: box(".stack > li")?.bottom,
        place: document.querySelector(".place")?.innerText,
        minor: all(".minor").map((one) => [one.innerText, size(one) / size(document.body)]),
        scripts: document.scripts.length,
        images: document.images.length,
        folded,
        summaries,
        printed: matchMedia("print").matches,
    };
    if (!seen.printed) all("summary").forEach((one) => one.click());
    Object.assign(seen, { wide: named(wide()), levels: levels(), text: document.body.innerText });
    if (!seen.printed) all("summary").forEach((one) => one.click());
    return seen;
})()`;

describe("the page of a report", function () {
    this.timeout(60_000);
    let browser: Browser;
    let directory: string;
    /** Where the pictures are left, for people. */
    const pictures = cacheDirectory("page");

    before(() => {
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-page-"));
        fs.mkdirSync(pictures, { recursive: true });
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
        if (how.picture === true) {
            const width = seen.png?.readUInt32BE(16);
            assert.equal(width, how.width * (how.phone ? 2 : 1), "the screenshot's width");
        }
        return seen;
    }

    const phone: Look = { width: 390, phone: true };
    const looks: Record<string, Look> = {
        "a small phone": { ...phone, width: 360 },
        "a phone": { ...phone, picture: true },
        "a phone in the dark": { ...phone, dark: true },
        "a desktop": { width: 1280, picture: true },
        "a desktop in the dark": { width: 1280, dark: true },
    };
    for (const [where, how] of Object.entries(looks)) {
        it(`is read on ${where}`, async () => {
            for (const kind of recordedKinds) {
                const findings = findingsOf(recordedReport(kind));
                const { value, png } = await look(reportHtml(findings), how);
                if (png !== undefined) {
                    fs.writeFileSync(path.join(pictures, `${kind}-${how.width}.png`), png);
                }
                assert.deepEqual(value.small, []);
                assert.deepEqual(value.pale, []);
                assert.ok(how.dark ? value.paper < 50 : value.paper > 230, `paper ${value.paper}`);
                assert.ok(Math.abs(value.paper - value.ink) > 150, `paper ${value.paper}, ink ${value.ink}`);
                assert.ok(value.faultPaper.length >= 2);
                assert.ok(!value.faultPaper.includes("rgba(0, 0, 0, 0)"));
                const { address } = findings.backtrace[0];
                assert.equal(value.text.includes(address), !how.phone, "addresses, where there is room");
                for (const part of [findings.panic.text, "machine_kexec", "6.1.0-56-cloud-amd64"]) {
                    assert.ok(value.folded.text.includes(part), `${kind}: ${part}`);
                }
            }
        });
    }

    /** What may stand before the backtrace, and where its first row has to end. */
    const beginnings: Record<string, { change: Partial<RawReport>; within: number }> = {
        "of a dump": { change: {}, within: screen.page },
        "of the kernel log alone": {
            change: {
                header: "",
                bt: "",
                sym: "",
                vmlinux: "",
                without: "There is no vmlinux of the kernel 6.1.0-56-cloud-amd64 on this host.",
            },
            within: screen.page,
        },
        "of a dump of another machine with every doubt there is": {
            change: {
                host: "collector",
                remark: "dump.202611231838 is the newest of 3 dumps.",
                fallback: "--zero_excluded",
                ended: true,
            },
            within: screen.all,
        },
    };
    for (const [what, { change, within }] of Object.entries(beginnings)) {
        it(`begins with the fault, its place and its lines, ${what}, and a phone's first screen ends in the backtrace`, async () => {
            for (const kind of recordedKinds) {
                const findings = findingsOf(recordedReport(kind, change));
                const { value } = await look(reportHtml(findings), phone);
                const tops = value.tops.map(([, top]: [string, number]) => top);
                assert.deepEqual(
                    tops,
                    [...tops].sort((one, other) => one - other),
                    JSON.stringify(value.tops),
                );
                const shown = value.place.replace(/\s+/g, " ");
                assert.ok(shown.startsWith(placeText({ ...findings.place, file: undefined })), shown);
                assert.ok(shown.includes(findings.panic.text), shown);
                assert.ok(findings.backtrace.length > 0, kind);
                assert.ok(value.firstRow <= within, `${kind}: the first row ends at ${value.firstRow}`);
            }
        });
    }

    it("folds crash handling above the fault, and has every frame one click away", async () => {
        for (const kind of recordedKinds) {
            const findings = findingsOf(recordedReport(kind));
            const { value } = await look(reportHtml(findings), { width: 1280 });
            const every = findings.backtrace.map(({ level }) => level);
            assert.deepEqual(value.levels, every);
            const [first] = value.folded.levels as number[];
            assert.ok(first > 1, `${kind}: the first ${first} are folded`);
            assert.deepEqual(value.folded.levels, every.slice(first), "the rest is not");
            assert.ok(findings.backtrace.slice(0, first).every(({ symbol }) => isMachinery(symbol)));
            assert.equal(
                value.summaries[0],
                `${first} frames of crash handling, #0 machine_kexec to #${first - 1} ${findings.backtrace[first - 1].symbol}`,
            );
        }
    });

    it("shows what follows the fault as it is, because a page fault is a way to it", async () => {
        const frames = ["machine_kexec", "panic", "guilty", "do_user_addr_fault", "asm_exc_page_fault"];
        const bt = frames.map((name, level) => ` #${level} [ff0${level}] ${name} at ff1${level}\n`).join("");
        const panic = "Kernel panic - not syncing: gone";
        const raw = rawReport("none", { bt, log: `[1.0] ${panic}\n` });
        const { value } = await look(reportHtml(findingsOf(raw)), phone);
        assert.deepEqual(value.folded.levels, [2, 3, 4]);
        assert.deepEqual(value.levels, [0, 1, 2, 3, 4]);
    });

    it("has minor doubts small and last, and the others before the backtrace", async () => {
        const raw = recordedReport("soft-lockup", { fallback: "--zero_excluded" });
        const { value } = await look(reportHtml(findingsOf(raw)), phone);
        assert.equal(value.minor.length, 1);
        const [[text, size]] = value.minor;
        assert.match(text, /TASKS is too low/);
        assert.ok(size <= 0.8, `${size} of the text's size`);
        const at = (part: string) => value.folded.text.indexOf(part);
        assert.ok(at("only with --zero_excluded") < at("Backtrace"));
        assert.ok(at("TASKS is too low") > at("Machine and dump"));
    });

    it("is printed with everything that is folded", async () => {
        const findings = findingsOf(recordedReport("null-pointer"));
        const { value } = await look(reportHtml(findings), { width: 794, print: true });
        assert.ok(value.printed);
        for (const { symbol } of findings.backtrace) assert.ok(value.text.includes(symbol), symbol);
        for (const { text } of findings.log.slice(0, 3)) assert.ok(value.text.includes(text.trim()), text);
    });

    it("has a like for groups of crashes, each with its crashes one click away", async () => {
        const reports = recordedKinds.flatMap((kind) =>
            ["web", "db", "a-host-with-quite-a-long-name.example.com"].map((host) => {
                const findings = findingsOf(recordedReport(kind));
                return { ...findings, header: { ...findings.header, nodename: host } };
            }),
        );
        const groups = crashGroups(reports);
        for (const how of Object.values(looks)) {
            const { value, png } = await look(crashGroupsHtml(groups), how);
            if (png !== undefined) fs.writeFileSync(path.join(pictures, `groups-${how.width}.png`), png);
            assert.deepEqual([value.small, value.pale], [[], []]);
            for (const { title, fingerprint, crashes } of groups) {
                for (const part of [title, fingerprint]) assert.ok(value.folded.text.includes(part), part);
                assert.ok(!value.folded.text.includes(crashes[0].vmcore));
            }
            assert.equal(value.text.split(groups[0].crashes[0].vmcore).length - 1, reports.length);
        }
    });

    it("runs nothing that a hostile log holds, and stays as wide as the screen", async () => {
        const hostile =
            `<script>document.title = "owned"</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>` +
            `</pre></style></title><!-- ${"w".repeat(3000)} \x1b[2J\u202e`;
        const raw = rawReport("crash-8-null-pointer", {
            header: `NODENAME: ${hostile}\nRELEASE: ${hostile}\nCOMMAND: "${hostile}"\n`,
            log: `[1.0] ${hostile}\n[2.0] BUG: kernel NULL pointer dereference, ${hostile}\n`,
            bt: ` #0 [ff00] f${hostile.replaceAll(" ", "")} at ff01\n`,
        });
        const { value } = await look(reportHtml(findingsOf(raw)), { ...phone, picture: true });
        assert.ok(value.text.includes("<script>document.title"), "it is there to be read");
        assert.ok(value.text.includes("\\x1b[2J\\u202e"));
    });
});

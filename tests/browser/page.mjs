// Looks at the pages of a folder in a real Chromium and prints them. Called by .ci/browser.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(resolve(process.env.PLAYWRIGHT, "x.js"))("playwright-core");
const folder = resolve(process.argv[2]);

const PAGES = [
  { name: "report-vi", lang: "vi" },
  { name: "report-en", lang: "en" },
  { name: "defects", lang: "vi" },
  { name: "unknown", lang: "vi" },
  { name: "hidden", lang: "vi" },
  { name: "many", lang: "vi" },
  { name: "hostile", lang: "en" },
  { name: "empty", lang: "vi" },
];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

mkdirSync(process.env.PROFILE, { recursive: true });
const browser = await chromium.launchPersistentContext(process.env.PROFILE, {
  executablePath: process.env.CHROMIUM,
  args: FLAGS,
  headless: true,
  viewport: { width: 1280, height: 900 },
});
const page = await browser.newPage();
let said = [];
let asked = [];
page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
page.on("pageerror", (error) => said.push(`error: ${error.message}`));
page.on("dialog", (dialog) => {
  said.push(`dialog: ${dialog.message()}`);
  return dialog.dismiss();
});
page.on("request", (request) => asked.push(request.url()));

async function open(name, width = 1280) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ media: "screen" });
  await page.goto(pathToFileURL(`${folder}/${name}.html`).href);
}

/** Everything a screen reader hangs on. */
function accessibility() {
  const wrong = [];
  const visible = (element) => element.checkVisibility?.() ?? true;
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) wrong.push(`h${own} after h${level}: ${heading.textContent}`);
    if (!heading.textContent.trim()) wrong.push(`an empty h${own}`);
    level = own;
  }
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) wrong.push("not one main");
  const ids = Array.from(document.querySelectorAll("[id]"), (element) => element.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id stands twice");
  for (const svg of document.querySelectorAll("svg:not([aria-hidden=true])")) {
    const text = (attribute) => document.getElementById(svg.getAttribute(attribute))?.textContent.trim();
    if (svg.getAttribute("role") !== "img") wrong.push(`svg ${svg.id} without role`);
    if (!text("aria-labelledby")) wrong.push(`svg ${svg.id} without a name`);
    if (!text("aria-describedby")) wrong.push(`svg ${svg.id} without a description`);
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption?.textContent.trim()) wrong.push("a table without a caption");
    const heads = table.querySelectorAll("th");
    if (heads.length === 0) wrong.push(`a table without heads: ${table.caption?.textContent}`);
    for (const head of heads) if (!head.scope) wrong.push(`th without scope: ${head.textContent}`);
    const width = (row) => Array.from(row.cells).reduce((sum, cell) => sum + cell.colSpan, 0);
    const widths = Array.from(table.querySelectorAll("tbody tr, tfoot tr"), width);
    if (new Set(widths).size > 1) wrong.push(`rows of several widths: ${table.caption?.textContent}`);
  }
  for (const region of document.querySelectorAll(".scroll")) {
    if (region.tabIndex !== 0 || !region.getAttribute("aria-label")) wrong.push("a box that scrolls and has no name or no tab stop");
  }
  for (const link of document.querySelectorAll("a[href^='#']")) {
    if (!document.getElementById(link.hash.slice(1))) wrong.push(`a link to nowhere: ${link.hash}`);
  }

  // contrast of letters on plain ground, WCAG AA
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const linear = [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = channels(getComputedStyle(at).backgroundColor);
      if (alpha > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  for (const element of document.querySelectorAll("body *:not(script):not(svg):not(svg *)")) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !visible(element) || element.closest(".vh")) continue;
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)}: ${element.textContent.slice(0, 40)}`);
  }
  return wrong;
}

/** What is wider than there is room for. */
function tooWide() {
  const wrong = [];
  const room = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth;
  if (wide > room) wrong.push(`the page scrolls sideways: ${wide} > ${room}`);
  for (const svg of document.querySelectorAll("svg.chart")) {
    const edge = svg.getBoundingClientRect();
    for (const part of svg.querySelectorAll("text, rect")) {
      const box = part.getBoundingClientRect();
      if (box.right > edge.right + 1 || box.left < edge.left - 1 || box.bottom > edge.bottom + 1) {
        wrong.push(`${svg.id} is cut at "${part.textContent}"`);
      }
    }
  }
  return wrong;
}

async function looksRight({ name, lang }) {
  said = [];
  asked = [];
  await open(name);
  const address = page.url();
  assert.equal(await page.getAttribute("html", "lang"), lang);
  assert.ok((await page.title()).length > 5);
  assert.deepEqual(await page.evaluate(accessibility), [], name);
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
  assert.deepEqual(await page.evaluate(accessibility), [], `${name} with everything open`);
  for (const width of [1280, 768, 390, 360, 320]) {
    await open(name, width);
    assert.deepEqual(await page.evaluate(tooWide), [], `${name} at ${width}`);
    if (width === 1280 || width === 390) await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  }
  await prints(name);
  assert.deepEqual(said, [], `${name}: nothing on the console`);
  assert.deepEqual(asked.filter((url) => url !== address && !url.startsWith("data:")), [], `${name}: nothing loaded`);
}

async function prints(name) {
  // as wide as A4 between the margins of the style sheet: 210 − 2 × 14 mm
  const width = Math.floor((182 / 25.4) * 96);
  await page.setViewportSize({ width, height: 1000 });
  await page.emulateMedia({ media: "print" });
  assert.deepEqual(await page.evaluate(tooWide), [], `${name} on paper`);
  const cut = await page.evaluate(() =>
    Array.from(document.querySelectorAll(".scroll"))
      .filter((box) => box.querySelector("table").getBoundingClientRect().width > box.clientWidth + 1)
      .map((box) => box.getAttribute("aria-label")),
  );
  assert.deepEqual(cut, [], `${name}: tables that are cut on paper`);
  const heads = await page.evaluate(() =>
    Array.from(document.querySelectorAll("thead"), (head) => getComputedStyle(head).display),
  );
  assert.ok(heads.every((display) => display === "table-header-group"), "heads are repeated");
  const pdf = (await page.pdf({ path: `${folder}/${name}.pdf`, preferCSSPageSize: true, printBackground: true })).toString("latin1");
  const pages = pdf.match(/\/Type \/Page\b(?!s)/g) ?? [];
  assert.ok(pages.length > 0, `${name}: pages`);
  const boxes = Array.from(pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g));
  assert.ok(boxes.length >= pages.length);
  for (const [, wide, high] of boxes) {
    // A4 in points, to a millimetre
    assert.ok(Math.abs(wide - 595.28) < 3 && Math.abs(high - 841.89) < 3, `${wide} × ${high}`);
  }
  const open = await page.evaluate(() => document.querySelectorAll("details[open]").length);
  assert.equal(open, 0, "what was opened for paper is folded again");
}

/** The heads that sort, and their columns as they stand. */
const sortable = () => page.locator("table.sortable");
const column = (at) =>
  sortable().locator("tbody tr").evaluateAll((rows, at) => rows.map((row) => row.cells[at].innerText.trim()), at);
const sorts = () => sortable().locator("th[aria-sort]").evaluateAll((heads) => heads.map((head) => head.ariaSort));
const isSorted = (values, order) => values.every((value, at) => at === 0 || order(values[at - 1], value) <= 0);

async function sortsByNumbers(name, at, title, number) {
  await open(name);
  const head = sortable().locator("th[aria-sort]").nth(at.head);
  const button = head.getByRole("button");
  assert.ok((await head.innerText()).startsWith(title), `${await head.innerText()} / ${title}`);
  const first = await column(at.cell);
  const known = (texts) => texts.map(number).filter((value) => !Number.isNaN(value));
  for (const [order, way] of [["descending", (a, b) => b - a], ["ascending", (a, b) => a - b]]) {
    await button.click();
    const texts = await column(at.cell);
    assert.equal(await head.getAttribute("aria-sort"), order);
    assert.equal((await sorts()).filter((sort) => sort !== "none").length, 1, "one column at a time");
    assert.ok(isSorted(known(texts), way), `${title} ${order}: ${texts}`);
    // what is not known or not shown comes last, whichever way
    const lastKnown = texts.findLastIndex((text) => !Number.isNaN(number(text)));
    assert.equal(lastKnown + 1, known(texts).length, `${title}: ${texts}`);
    assert.deepEqual([...texts].sort(), [...first].sort(), "no row is lost");
    assert.ok((await page.locator("#sorted").innerText()).includes(title));
  }
  await button.click();
  assert.deepEqual(await column(at.cell), first, "the third press restores the first order");
  assert.deepEqual(new Set(await sorts()), new Set(["none"]));
}

async function sortsByNames(name) {
  await open(name);
  const head = sortable().locator("th[aria-sort]").first();
  // by keyboard alone
  await head.getByRole("button").focus();
  await page.keyboard.press("Enter");
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  const collator = new Intl.Collator("vi");
  const names = await column(0);
  assert.ok(names.length > 10 && isSorted(names, collator.compare), names.join(", "));
  await page.keyboard.press("Space");
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  assert.ok(isSorted(await column(0), (a, b) => collator.compare(b, a)));
  assert.equal(await sortable().locator("tfoot tr").count(), 1, "the total stays where it is");
}

const vietnamese = (text) => (text ? Number(text.replaceAll(".", "").replace(",", ".")) : NaN);
const english = (text) => (text ? Number(text.replaceAll(",", "")) : NaN);

for (const one of PAGES) await looksRight(one);
await sortsByNames("report-vi");
await sortsByNames("report-en");
await sortsByNumbers("report-vi", { head: 1, cell: 1 }, "Số hộ", vietnamese);
await sortsByNumbers("report-vi", { head: 6, cell: 10 }, "Nghèo đa chiều", vietnamese);
await sortsByNumbers("report-en", { head: 2, cell: 2 }, "Persons", english);
// heads under a heading of their own come after all others: poor households and their rate
await sortsByNumbers("report-vi", { head: 8, cell: 4 }, "%", vietnamese);
await sortsByNumbers("many", { head: 3, cell: 3 }, "Nhân khẩu", vietnamese);
await sortsByNumbers("many", { head: 6, cell: 10 }, "Nghèo đa chiều", vietnamese);

await open("hostile");
assert.equal(await page.locator("img").count(), 0);
assert.equal(await page.locator("script").count(), 1);
await browser.close();
console.log(`${PAGES.length} pages looked at in Chromium; pictures and pdf files are in ${process.argv[2]}`);

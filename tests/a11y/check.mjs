// Opens pages in Chromium, wide and narrow, and holds them to WCAG 2.2 AA: axe finds no violation, and leaves nothing
// open that is not explained below; the page asks for nothing but itself; the keyboard reaches everything, in order,
// and what has the focus shows it. Where a page has a filter, the keyboard uses it, and without scripts all is shown.
//
//     CHROMIUM=/usr/bin/chromium node check.mjs PAGE.html …

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// What axe cannot decide, and why it is right all the same: by rule, and where that is narrower, by what stands in the node.
const EXPLAINED = [
  // A number of one letter is short for axe. Every pair of ground and text of the palette is held to 4.5:1 by
  // text_on_every_ground_has_enough_contrast, in both directions.
  { rule: "color-contrast", message: "shortTextContent" },
  // Text in a drawing lies on shapes, which axe does not see through. The pairs are those of the same test.
  { rule: "color-contrast", html: /^<text / },
  // Marked sentences run over lines, beside text that is not marked. Ink on either ground is held to 4.5:1 by
  // text_on_the_grounds_of_the_report_has_enough_contrast.
  { rule: "color-contrast", html: /^<(mark|div class="text")>/, message: "bgOverlap" },
  { rule: "color-contrast", html: /^<mark>/, message: "elmPartiallyObscur" },
  // A table that scrolls hides a part of itself; all its grounds and texts are in the same test.
  { rule: "color-contrast", html: /^<(td|th)[ >]/, message: "elmPartiallyObscured" },
];

const pages = process.argv.slice(2);
if (pages.length === 0 || !process.env.CHROMIUM) {
  console.error("CHROMIUM=/usr/bin/chromium node check.mjs PAGE.html …");
  process.exit(2);
}
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const faults = [];
let passed = 0;
for (const file of pages) {
  const before = faults.length;
  const address = pathToFileURL(resolve(file)).href;
  for (const [width, height] of [[1200, 900], [380, 800]]) await check(file, address, width, height);
  passed += faults.length === before ? 1 : 0;
}
await browser.close();
faults.slice(0, 40).forEach((fault) => console.error(fault));
console.log(`${passed} passed, ${pages.length - passed} failed`);
process.exit(faults.length === 0 ? 0 : 1);

async function check(file, address, width, height) {
  const where = `${file}, ${width}`;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => faults.push(`${where}: ${error.message}`));
  await page.goto(address);
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  const across = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (across > 0) faults.push(`${where}: the page is ${across} pixels wider than the window`);
  await page.evaluate(axe);
  let told = await audit(page, where);
  const stops = await walk(page, where);
  if (await page.$("#find")) {
    await filter(page, where);
    const filtered = await audit(page, `${where}, filtered`);
    told = [told[0] + filtered[0], told[1] + filtered[1]];
    await address_and_scripts(address, where);
  }
  // After all that was done: a page may not ask for anything later either.
  const others = requests.filter((url) => url.split("#")[0] !== address);
  others.forEach((url) => faults.push(`${where}: asks for ${url}`));
  console.log(`${where} pixels: ${told[0]} violations, ${told[1]} open but explained, ${others.length} requests, ${stops} stops of the keyboard`);
  await context.close();
}

// How many violations axe finds, and how many open questions are explained.
async function audit(page, where) {
  const found = await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations", "incomplete"] }),
    STANDARDS,
  );
  for (const violation of found.violations) {
    for (const node of violation.nodes) faults.push(`${where}: ${violation.id}: ${node.html.slice(0, 200)}`);
  }
  let explained = 0;
  for (const open of found.incomplete) {
    for (const node of open.nodes) {
      if (isExplained(open.id, node)) explained += 1;
      else faults.push(`${where}: not decided: ${open.id}: ${node.html.slice(0, 200)} ${reasons(node)}`);
    }
  }
  return [found.violations.length, explained];
}

function visible(page, selector) {
  return page.evaluate((selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length, selector);
}

// Waits for something to hold. The page forbids what the driver's own waiting is made of.
async function until(page, holds, argument) {
  for (let round = 0; round < 100; round += 1) {
    if (await page.evaluate(holds, argument)) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`waited in vain for ${holds}`);
}

// Presses Tab until something has the focus, and leaves it there.
async function tabTo(page, id, where) {
  for (let stop = 0; stop < 60; stop += 1) {
    if (await page.evaluate((id) => document.activeElement?.id === id, id)) return;
    await page.keyboard.press("Tab");
  }
  faults.push(`${where}: the keyboard does not reach #${id}`);
}

// Uses the filter by keyboard alone: a theme, then a word, then all again, and last a theme once more.
async function filter(page, where) {
  const fault = (is, what) => { if (!is) faults.push(`${where}: filter: ${what}`); };
  const told = () => page.evaluate(() => document.getElementById("find-told").textContent);
  const passages = () => visible(page, ".passage");
  const all = await passages();
  const before = await told();
  await page.evaluate(() => { document.activeElement?.blur(); window.getSelection().removeAllRanges(); window.scrollTo(0, 0); document.querySelector(".skip").focus(); });
  await tabTo(page, "find-theme", where);
  await page.keyboard.press("ArrowDown");
  const themed = await passages();
  const fitting = await page.evaluate(() => [...document.querySelectorAll(".passage")].filter((one) => one.dataset.t === "1").length);
  fault(themed === fitting && themed > 0 && themed < all, `theme 1 has ${fitting} passages of ${all}, and ${themed} are shown`);
  fault((await told()).startsWith(`${themed} passage`) && (await told()) !== before, `it says ${await told()}`);
  fault(page.url().endsWith("#find&theme=1"), `the address is ${page.url()}`);
  await tabTo(page, "find-text", where);
  await page.keyboard.type("Zzyzx nowhere");
  await until(page, () => document.getElementById("find-told").textContent.startsWith("Nothing fits"));
  fault((await passages()) === 0, "words that stand nowhere are found");
  await tabTo(page, "find-clear", where);
  await page.keyboard.press("Enter");
  fault((await passages()) === all && (await told()) === before, "not all is shown again");
  fault(await page.evaluate(() => document.activeElement.id === "find-theme"), "the focus is lost");
  // A count of a table leads to what is counted.
  const cell = await page.$("td[data-find] a");
  if (cell) {
    await cell.focus();
    const covered = await cell.evaluate((link) => {
      const box = link.getBoundingClientRect();
      const row = link.closest("tr").querySelector("th").getBoundingClientRect();
      return box.left < row.right - 1;
    });
    fault(!covered, "a cell with the focus lies below its row's name");
    await page.keyboard.press("Enter");
    await until(page, () => document.documentElement.classList.contains("filtered"));
    const some = await passages();
    fault(some > 0 && some < all, `a count of a table shows ${some} passages`);
    // A link to what is hidden shows it.
    const hidden = await page.evaluate(() => [...document.querySelectorAll(".passage")].find((one) => !one.checkVisibility()).id);
    await page.evaluate((id) => { location.hash = id; }, hidden);
    await until(page, (id) => document.getElementById(id).checkVisibility(), hidden);
  }
  await page.evaluate(() => { location.hash = "find&theme=1"; });
  await until(page, () => document.documentElement.classList.contains("filtered"));
  fault((await passages()) === themed, "an address shows something else than its choice");
  await page.evaluate(() => { [window, ...document.querySelectorAll(".scroll")].forEach((one) => one.scrollTo(0, 0)); });
}

// A link to a filtered view shows it; without scripts there is no form, and all is shown, as in print.
async function address_and_scripts(address, where) {
  const linked = await browser.newPage();
  await linked.goto(`${address}#find&theme=1`);
  const [some, all] = [await visible(linked, ".passage"), await linked.evaluate(() => document.querySelectorAll(".passage").length)];
  if (!(some > 0 && some < all)) faults.push(`${where}: a link to theme 1 shows ${some} of ${all} passages`);
  await linked.close();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${address}#find&theme=1`);
  const form = await plain.locator("#find").isVisible();
  const hidden = await plain.locator(".passage >> visible=false").count();
  if (form || hidden > 0) faults.push(`${where}: without scripts the form is ${form ? "" : "not "}there, and ${hidden} passages are hidden`);
  await context.close();
}

function reasons(node) {
  return [...node.any, ...node.all, ...node.none].map((check) => check.data?.messageKey ?? check.id).join(", ");
}

function isExplained(rule, node) {
  return EXPLAINED.some(
    (one) =>
      one.rule === rule &&
      (!one.html || one.html.test(node.html)) &&
      (!one.message || reasons(node).includes(one.message)),
  );
}

// Walks with the Tab key from the top, and holds each stop against the next thing in the page that can be used.
async function walk(page, where) {
  const reach = 'a[href], summary, [tabindex="0"], select, input, textarea, button';
  const stops = await page.evaluate((reach) => {
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    window.stops = [...document.querySelectorAll(reach)].filter((one) => one.checkVisibility() && one.getClientRects().length);
    return window.stops.length;
  }, reach);
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press("Tab");
    const told = await page.evaluate((stop) => {
      const own = document.activeElement;
      const style = getComputedStyle(own);
      const box = own.getBoundingClientRect();
      if (own !== window.stops[stop]) return `stop ${stop} is ${own.outerHTML.slice(0, 120)}`;
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `no focus is seen on ${own.outerHTML.slice(0, 120)}`;
      if (box.bottom < 0 || box.top > window.innerHeight) return `out of sight: ${own.outerHTML.slice(0, 120)}`;
      return "";
    }, stop);
    if (told) {
      faults.push(`${where}: keyboard: ${told}`);
      break;
    }
  }
  return stops;
}

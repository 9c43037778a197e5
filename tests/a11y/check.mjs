// Opens a report in Chromium, wide and narrow, and holds it to WCAG 2.2 AA: axe finds no violation, and leaves nothing
// open that is not explained below; the page asks for nothing but itself; the keyboard reaches everything, in order,
// and what has the focus shows it.
//
//     CHROMIUM=/usr/bin/chromium node check.mjs REPORT.html

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

const report = process.argv[2];
if (!report || !process.env.CHROMIUM) {
  console.error("CHROMIUM=/usr/bin/chromium node check.mjs REPORT.html");
  process.exit(2);
}
const address = pathToFileURL(resolve(report)).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const faults = [];
for (const [width, height] of [[1200, 900], [380, 800]]) {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address);
  const others = requests.filter((url) => url !== address);
  others.forEach((url) => faults.push(`${width}: asks for ${url}`));

  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  const across = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (across > 0) faults.push(`${width}: the page is ${across} pixels wider than the window`);
  await page.evaluate(axe);
  const found = await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations", "incomplete"] }),
    STANDARDS,
  );
  for (const violation of found.violations) {
    for (const node of violation.nodes) faults.push(`${width}: ${violation.id}: ${node.html.slice(0, 200)}`);
  }
  let explained = 0;
  for (const open of found.incomplete) {
    for (const node of open.nodes) {
      if (isExplained(open.id, node)) explained += 1;
      else faults.push(`${width}: not decided: ${open.id}: ${node.html.slice(0, 200)} ${reasons(node)}`);
    }
  }
  const stops = await walk(page, width);
  console.log(`${width} pixels: ${found.violations.length} violations, ${explained} open but explained, ${others.length} requests, ${stops} stops of the keyboard`);
  await context.close();
}
await browser.close();
faults.slice(0, 40).forEach((fault) => console.error(fault));
const failed = faults.length;
console.log(`${failed === 0 ? 2 : 0} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

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
async function walk(page, width) {
  const reach = 'a[href], summary, [tabindex="0"]';
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
      faults.push(`${width}: keyboard: ${told}`);
      break;
    }
  }
  return stops;
}

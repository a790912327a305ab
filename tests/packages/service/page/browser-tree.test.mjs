/** What a screen reader gets from Chromium: the names, descriptions and states of the form, as its own tree has them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FORM, inChromium } from "../../helpers/page/in-chromium.mjs";

const site = inChromium();
const button = (page) => page.locator(`${FORM} > button`);

/** The nodes that are not ignored: role, name, description and properties. */
async function treeOf(page) {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send("Accessibility.getFullAXTree");
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, description, properties = [] }) => ({
      ...{ role: role.value, name: name?.value ?? "", description: description?.value ?? "" },
      ...Object.fromEntries(properties.map(({ name, value }) => [name, value.value])),
    }));
}
const headings = (tree) => tree.filter(({ role }) => role === "heading").map(({ name }) => name);
const wrong = (tree) => tree.filter(({ invalid }) => invalid === "true").map(({ name }) => name);

test("nothing is wrong before somebody has entered anything, and every heading has a name", async (t) => {
  const page = await site.open(t, "grid", { steps: true });
  assert.deepEqual(wrong(await treeOf(page)), []);
  await button(page).click();
  await page.locator("#summary:not([hidden])").waitFor();
  const refused = await treeOf(page);
  assert.deepEqual(wrong(refused), ["Country"]);
  assert.ok(headings(refused).includes("Please check these answers"), headings(refused));
  assert.ok(headings(refused).every(Boolean), headings(refused));
  const [control] = refused.filter(({ role, focused }) => focused && role !== "RootWebArea");
  assert.deepEqual([control.role, control.name, control.description], ["combobox", "Country", "Choose your country."]);
  await page.locator("[name='address.country']").selectOption("US");
  await page.locator("#summary").waitFor({ state: "hidden" });
  assert.deepEqual(wrong(await treeOf(page)), [], "what was corrected");
});

test("a step is heard with its number, and no announcement of the one before", async (t) => {
  const page = await site.open(t, "grid", { steps: true });
  await page.locator("[name='address.country']").selectOption("US");
  await page.locator("[name=type][value=business]").check();
  await page.waitForFunction(() => document.getElementById("announcer").textContent !== "");
  await button(page).click();
  const [heading] = (await treeOf(page)).filter(({ role, focused }) => focused && role !== "RootWebArea");
  assert.deepEqual([heading.role, heading.description], ["heading", await page.locator("#progress").textContent()]);
  assert.match(heading.description, /^Step 2 of \d$/);
  await page.clock.fastForward(10_000);
  assert.equal(await page.locator("#announcer").textContent(), "", "who comes there later would take it for a new one");
});

test("on a narrow screen, the way back begins where the card begins, and the number of the step has one line", async (t) => {
  const page = await site.open(t, "grid", { steps: true }, { context: { viewport: { width: 320, height: 700 } } });
  await page.locator("[name='address.country']").selectOption("US");
  await button(page).click();
  const [back, progress, card] = await Promise.all(
    ["[data-back]", "#progress", "[data-step]:not([hidden])"].map((selector) => page.locator(selector).boundingBox()),
  );
  assert.ok(back.x <= card.x && back.width < 100, `${back.x} ${card.x} ${back.width}`);
  assert.ok(progress.height < 30 && progress.x < card.x + 150, `${progress.x} ${progress.height}`);
});

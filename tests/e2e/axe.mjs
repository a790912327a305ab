/** The accessibility rules of axe that a page breaks. */

import axe from "axe-core/axe.min.js";

/**
 * @param {{ evaluate: Function }} page
 * @param {string[]} [runOnly] the rules; without them all
 * @returns {Promise<string[]>} each rule that is broken, with the elements
 */
export async function violations(page, runOnly) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(`(() => { ${axe.source} })()`);
  return page.evaluate(async (runOnly) => {
    // Without the rules that pass, a run takes a third less time.
    const { violations } = await globalThis.axe.run({ reporter: "no-passes", ...(runOnly && { runOnly }) });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
  }, runOnly);
}

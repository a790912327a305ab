/** The QR code of a link. The library is bundled into this file, because the package depends on nothing. */

import { renderSVG } from "uqr";

/** Returns the code as SVG without styles of its own, which the policy of the page would block. */
export function codeOf(text: string): string {
  return renderSVG(text, { border: 2 });
}

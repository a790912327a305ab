// The QR code of a link. The library is bundled into this file, because the package depends on nothing.

import { renderSVG } from "uqr";

/**
 * Returns the code as SVG, with the margin that ISO/IEC 18004 demands. It has no styles, which the policy would block.
 */
export function codeOf(text: string) {
  return renderSVG(text, { border: 4 });
}

// The parts of the page, for documents that users of the package compose.

import { contact } from "../views/contact.js";
import { head, inside, logo, root, script, styles } from "../views/document.js";
import { error } from "../views/error.js";
import { status } from "../views/status.js";

// Only the page makes a `PageSite`, so that each one has everything that the parts need.
export const views = /** @type {typeof import("../../../types/page.js").views} */ (
  /** @type {unknown} */ (
    Object.freeze({
      ...{ root, head, styles, script, logo },
      ...{ content: inside, form: inside, contact, status, error },
    })
  )
);

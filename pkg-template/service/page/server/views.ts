// The parts of the page, for documents that users of the package compose.

import type { views as viewsType } from "../../../types/page.js";
import { contact } from "../views/contact.ts";
import { head, header, inside, logo, root, script, styles } from "../views/document.ts";
import { error } from "../views/error.ts";
import { status } from "../views/status.ts";

// Only the page makes a `PageSite`, so that each one has everything that the parts need.
export const views = Object.freeze({
  ...{ root, head, styles, script, header, logo },
  ...{ content: inside, form: inside, contact, status, error },
}) as unknown as typeof viewsType;

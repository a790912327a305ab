// Elements of the page, by the markup of `views`.

/** Returns an element that the views always render: both are of one version, so that it is there. */
export function elementIn<Found extends Element = HTMLElement>(place: ParentNode, selector: string): Found {
  return place.querySelector(selector) as Found;
}

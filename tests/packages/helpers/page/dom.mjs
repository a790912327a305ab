/** HTML as a browser reads it: the elements and attributes that a parser finds in a page. */

import parse5 from "parse5";

/**
 * Returns the elements of a page in the order of the document: name, attributes and own text.
 *
 * @param hasScripts whether the page is read as by a browser that runs scripts, for which the content of noscript is
 * text
 */
export function elementsOf(html, hasScripts = false) {
  const elements = [];
  const visit = (node, parent) => {
    if (node.nodeName === "#text") parent.text += node.value;
    if (node.nodeName === "#comment") elements.push({ name: "#comment", attributes: {}, text: node.data });
    let element = parent;
    if (node.tagName) {
      element = { name: node.tagName, attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])), text: "" };
      elements.push(element);
    }
    for (const child of node.childNodes ?? []) visit(child, element);
  };
  visit(parse5.parse(html, { scriptingEnabled: hasScripts }), { text: "" });
  return elements;
}

/** Returns what a page could do that is not in its files: the reasons why these elements are not harmless. */
export function dangersOf(elements) {
  return elements.flatMap(({ name, attributes, text }) => [
    ...(name === "script" && (!attributes.src || text !== "") ? ["an inline script"] : []),
    ...(["style", "object", "embed", "base", "#comment", "template", "math"].includes(name) ? [`<${name}>`] : []),
    // The frame of a hosted page.
    ...(name === "iframe" && !(attributes.class === "hosted" && attributes.src.startsWith("https://")) ? ["<iframe>"] : []),
    ...(name === "meta" && "http-equiv" in attributes ? ["<meta http-equiv>"] : []),
    ...Object.entries(attributes).flatMap(([attribute, value]) => {
      if (/^on|^style$|^srcdoc$|^form$|^formaction$/.test(attribute)) return [`${attribute}=`];
      if (!/^[a-z][a-z:-]*$/i.test(attribute)) return [`the attribute ${attribute}`];
      return ["href", "src", "action"].includes(attribute) && /^\s*(javascript|data|vbscript):/i.test(value)
        ? [`${attribute}=${value}`]
        : [];
    }),
  ]);
}

/** The files of a Next app that runs the checks. */

/**
 * Renders a route. Next makes globals of its own for a request, so the first request imports the checks.
 *
 * @param {string} setting
 */
export const route = (setting) => `${setting}
export async function GET() {
  const { check } = await import("../../all.mjs");
  return Response.json(await check());
}
`;

/** A client component. */
export const PAGE = `"use client";
import { useEffect } from "react";

export default function Page() {
  useEffect(() => void import("../page.mjs"), []);
}
`;

export const LAYOUT = 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;\n';

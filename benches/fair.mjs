// A ratio is only meaningful for the same result.

/** Throws unless all programs return the same for an item; `essence` is what of a result has to be the same. */
export function fair(programs, item, essence = canonical) {
  const results = new Set(Object.values(programs).map((program) => essence(program(item))));
  if (results.size > 1) throw new Error(`not the same result:\n${[...results].join("\n")}`);
}

/** Returns JSON in which the order of fields makes no difference. */
export function canonical(value) {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner,
  );
}

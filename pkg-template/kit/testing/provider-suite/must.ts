export function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Returns a list of what is wrong, for a check that tries many things. */
export function list() {
  const all: string[] = [];
  return {
    add: (isWrong: boolean, message: string) => void (isWrong && all.push(message)),
    throw() {
      if (all.length > 0) throw new Error(all.join("\n"));
    },
  };
}

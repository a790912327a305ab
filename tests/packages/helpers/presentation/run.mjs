/** Runs the vectors of `presentation` in any runtime: without imports, files and an assertion library. */
export function runPresentation({ presentation }, cases) {
  return cases.map(({ link, options }) => {
    try {
      return presentation(link, options);
    } catch (error) {
      return { error: error.code };
    }
  });
}

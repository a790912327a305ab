/** English subdivision names by alpha-2 code, in the order of the codes: for `subdivisions(country, { names })`. */
declare const names: Readonly<Record<string, string>>;
export default names;

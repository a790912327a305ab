/** The wasm instances of a program. Import this file before the package. */

/** Each instance that was created, while it is reachable, and the largest memory that one has had. */
export const instances = [];
const state = { traps: () => false };

/** Makes calls trap for which `when` returns true: it gets the number of the call. */
export function trapping(when) {
  state.traps = when;
}

const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    instances.push(new WeakRef(this));
  }

  get exports() {
    const inner = super.exports;
    const call = (number, ...rest) => {
      if (state.traps(number, this)) throw new WebAssembly.RuntimeError("unreachable");
      return inner.call(number, ...rest);
    };
    return { ...inner, call };
  }
};

// The types of the form module with the numbering plans, which `cargo xtask pack` bundles with the page's script.

export * from "../../../types/form.js";

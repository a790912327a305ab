/** Nuxt, whose server is Nitro, without configuration. */

import { rows } from "./rows.mjs";

const ROUTE = `import { check } from "../../all.mjs";
export default defineEventHandler(() => check());
`;
const PAGE = `<script setup>
onMounted(() => import("../page.mjs"));
</script>

<template><p>kyclink</p></template>
`;

rows("Nuxt", {
  sources: { "nuxt.config.mjs": "export default {};\n", "server/routes/checks.js": ROUTE, "app/app.vue": PAGE },
  build: ["nuxt/bin/nuxt.mjs", "build"],
  start: () => [".output/server/index.mjs"],
  client: ".output/public",
});

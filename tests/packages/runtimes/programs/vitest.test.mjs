// A test of vitest, wherever it runs.
import { test } from "vitest";
import { check } from "./all.mjs";

test("checks", async () => console.log(JSON.stringify(await check())));

// A Hono app, whoever serves it.
import { Hono } from "hono";
import { check } from "./all.mjs";

const app = new Hono();
app.get("/", async (context) => context.json(await check()));
export default app;

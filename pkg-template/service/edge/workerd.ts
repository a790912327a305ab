// A Worker runs what its first request calls before it gets one.

import "../entry/workerd.ts";
import { warmUp } from "./warm-up.ts";

warmUp();

export * from "./api.ts";

/**
 * Everything that the sandbox says is in `tests/transcripts`, word for word: a change of it is seen in the diff, and is
 * compared with the provider's documents there. After a change that is meant, `KYCLINK_UPDATE=1` writes the files anew.
 */

import { test } from "node:test";
import { expectTranscript } from "../helpers/transcripts/compare.mjs";
import { PROVIDERS } from "../helpers/transcripts/providers.mjs";
import { transcriptOf } from "../helpers/transcripts/sandbox.mjs";

for (const provider of PROVIDERS) {
  test(`${provider.name} says what its transcript has`, async () => {
    expectTranscript(provider.name, await transcriptOf(provider));
  });
}

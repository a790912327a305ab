/**
 * Conversations with the sandbox are in `tests/transcripts`, word for word. A change shows in the diff, which is to be
 * compared with the provider's documents. After an intended change, `KYCLINK_UPDATE=1` rewrites the files.
 */

import { test } from "node:test";
import { expectTranscript } from "../../helpers/transcripts/compare.mjs";
import { hostedTranscript, matchersTranscript } from "../../helpers/transcripts/hosted.mjs";
import { PROVIDERS } from "../../helpers/transcripts/providers.mjs";
import { transcriptOf } from "../../helpers/transcripts/sandbox.mjs";
import { storiesOf } from "../../helpers/transcripts/stories.mjs";

for (const provider of PROVIDERS) {
  test(`${provider.name} says what its transcript has`, async () => {
    expectTranscript(provider.name, await transcriptOf(provider));
  });
}

test("the hosted pages are those of their transcript", async () => {
  expectTranscript("hosted", await hostedTranscript(PROVIDERS));
});

for (const name of ["spherepay", "grid", "bridge"]) {
  test(`the stories of ${name} are those of their transcript`, async () => {
    expectTranscript(`${name}-stories`, await storiesOf(name));
  });
}

test("matchers say what their transcript has", async () => {
  expectTranscript("matchers", await matchersTranscript(PROVIDERS[0]));
});

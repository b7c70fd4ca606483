import { expect, it } from "vitest";
import { askOnce } from "./ask-once.ts";
import { patience } from "./stripe/pace.ts";

it("waits for another consumer's response longer than that one may wait for its turn, then asks too", async () => {
  let waited = 0;
  const asked = await askOnce(
    "evt_1",
    {
      journal: {
        claimFetch: () => Promise.resolve(false),
        isPromised: () => Promise.resolve(true),
        breakPromise: () => Promise.resolve(),
      },
      wait: (milliseconds) => {
        waited += milliseconds;
        return Promise.resolve();
      },
    },
    () => Promise.resolve(undefined),
    () => Promise.resolve("asked"),
  );
  expect([asked, waited > patience]).toEqual(["asked", true]);
});

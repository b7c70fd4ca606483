import { expect, it } from "vitest";
import { probeSigned } from "./signed-probe.ts";

const pause = (): Promise<void> => Promise.resolve();
const isJournaled = (): Promise<boolean> => Promise.resolve(false);
const post = (status: number) => () => Promise.resolve({ eventId: "evt_probe_1", status });

it("a signed probe ends where its event ends, with what to look at", async () => {
  expect(await probeSigned({ post: post(400), isJournaled, pause })).toMatchObject({
    level: "problem",
    message: "the webhook returned 400 for evt_probe_1",
    remedy: "logs stripeWebhook",
  });
  expect(await probeSigned({ post: post(200), isJournaled, pause })).toMatchObject({
    level: "problem",
    message: "evt_probe_1 was accepted, and is not in the journal",
    remedy: "monitor --once; dlq archive",
  });
});

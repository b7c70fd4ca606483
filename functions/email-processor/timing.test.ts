import { expect, it } from "vitest";
import { usualTimeoutSeconds } from "../shared/queue-settings.ts";
import { requestHandler, tableAttempts } from "../shared/aws-timeouts.ts";
import { persistWaits } from "./delivery/deliver.ts";
import { sendMilliseconds, sesSettings } from "./timing.ts";

it("SES is asked once, and waited for longer than all attempts of another call", () => {
  const { maxAttempts, requestHandler: ofSes } = sesSettings;
  expect(maxAttempts).toBe(1);
  expect(ofSes.throwOnRequestTimeout).toBe(true);
  expect(ofSes.requestTimeout).toBeGreaterThan(3 * requestHandler.requestTimeout);
  expect(ofSes.connectionTimeout).toBeLessThan(ofSes.requestTimeout);
  expect(ofSes.connectionTimeout).toBeGreaterThan(requestHandler.requestTimeout);
});

it("a mail is begun only if SES's longest response and the mark after it end in time, twice in an invocation", () => {
  expect(sendMilliseconds).toBeGreaterThanOrEqual(
    sesSettings.requestHandler.requestTimeout + requestHandler.requestTimeout,
  );
  expect(2 * sendMilliseconds).toBeLessThan(1000 * usualTimeoutSeconds);
});

it("a claim that no table takes ends with that as its cause, before the invocation's time runs out", () => {
  const tries = (1 + persistWaits.length) * tableAttempts * requestHandler.requestTimeout;
  const pauses = persistWaits.reduce((sum, pause) => sum + pause, 0);
  expect(tries + pauses).toBeLessThan(1000 * usualTimeoutSeconds - 5_000);
});

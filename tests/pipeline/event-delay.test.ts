import { afterAll, beforeAll, expect, it } from "vitest";
import { samplePurchase } from "../../functions/shared/stripe/samples.ts";
import { System } from "../support/system.ts";
import { until } from "../support/until.ts";

let system: System;
beforeAll(async () => {
  system = await System.start();
});
afterAll(() => system.close());

it("each consumer tells the delay since the webhook's acceptance, whose time travels as an attribute", async () => {
  const { events } = samplePurchase({ kind: "payment", seed: "delay", contents: "metadata" });
  expect((await system.send(events.completed)).status).toBe(200);
  const told = (): string[] =>
    system.logs
      .filter(({ text }) => text.includes('"EventDelay"'))
      .map(({ text }) => /"Consumer":"(?<consumer>\w+)"/u.exec(text)?.groups?.["consumer"] ?? "none");
  await until("a delay from each consumer", () => new Set(told()).size === 3);
  expect(told().toSorted()).toEqual(["email", "inventory", "orders"]);
});

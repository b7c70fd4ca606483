import { describe, expect, it } from "vitest";
import { once, over } from "../support/on-call.ts";
import { openOnCall } from "../support/opened.ts";
import { until } from "../support/until.ts";

// An hour is two seconds.
const config = { "order-processing-system:reconcileHours": "1" };
const { system, onCall } = await openOnCall({ timeScale: 1800, stock: { LAMP: 10 }, config });

describe("the scheduled count of what is at Stripe only", () => {
  const counted = async (message: string, after: number): Promise<unknown> =>
    until(`the count says: ${message}`, () =>
      system.logs.slice(after).find(({ text }) => text.includes(`"message":"${message}"`)),
    );

  it("knows a thin event by its snapshot event, and does not ring for it", async () => {
    const bought = onCall.bought("thin-count", "LAMP", 1, 3000);
    for (const event of bought.story) await system.sendThin(event);
    await system.settled();
    const since = system.logs.length;
    await counted("nothing is missing", since);
    expect(system.logs.slice(since).filter(({ text }) => text.includes("events are at Stripe only"))).toEqual([]);
  });

  it("rings, and is quiet again once reconcile has brought the events in", async () => {
    await counted("nothing is missing", 0);
    const bought = onCall.bought("scheduled-count", "LAMP", 1, 3000);
    for (const event of bought.story) system.run.stripe?.put(event);
    await counted("events are at Stripe only", 0);
    expect(await onCall.rang("missing-events")).toContain("docs/runbooks/missing-events.md");
    await onCall.repair(["reconcile", "--since", "3d"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    await counted("nothing is missing", system.logs.length);
    expect(await onCall.afterwards()).toEqual(over);
  });
});

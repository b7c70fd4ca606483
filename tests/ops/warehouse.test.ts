import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { openShop } from "../support/opened.ts";
import { Warehouse } from "../support/warehouse.ts";

const unheard = samplePurchase({ kind: "payment", seed: "unheard" });
const refused = samplePurchase({ kind: "payment", seed: "refused" });

const { system, operator } = await openShop();
let warehouse: Warehouse;
beforeAll(async () => {
  system.know([...unheard.objects, ...refused.objects]);
});

const warnings = async (): Promise<string[]> => {
  const { out } = await operator.run(["doctor", "--json"]);
  const { findings } = JSON.parse(out) as { findings: { check: string; message: string }[] };
  return findings.filter(({ check }) => check === "warehouse").map(({ message }) => message);
};

describe("a notice", () => {
  it("that nobody heard is known, and sent again once somebody is subscribed", async () => {
    await system.send(unheard.events.completed);
    await system.settled();
    expect(await operator.run(["warehouse", "resend"])).toMatchObject({ code: 2 });
    const published = /^1 notice published since .* while nobody was subscribed$/u;
    expect(await warnings()).toEqual([expect.stringMatching(published)]);

    warehouse = await Warehouse.subscribe(system);
    const planned = await operator.json(["warehouse", "resend", "--since", "1h"]);
    const noticeId = `${unheard.orderKey}#pick`;
    expect(planned).toMatchObject({ dryRun: true, notices: [{ noticeId, attempt: 2 }] });
    expect(await warehouse.received()).toEqual([]);
    expect(await operator.json(["warehouse", "resend", "--since", "1h", "--yes"])).toEqual({ published: 1 });
    const [first] = system.notices(unheard.orderKey);
    expect(first).toMatchObject({ noticeId, attempt: 1 });
    expect(await warehouse.received()).toEqual([{ ...first, attempt: 2 }]);
    expect(await warnings()).toEqual([]);

    expect(await operator.json(["warehouse", "resend", "--order", unheard.orderKey, "--yes"])).toEqual({
      published: 1,
    });
    expect(await warehouse.received()).toEqual([{ ...first, attempt: 3 }]);
  });

  it("that the warehouse does not take is a dead letter, which a redrive publishes again", async () => {
    await warehouse.takeNotices(false);
    await system.send(refused.events.completed);
    await system.settled();
    const cause = { branch: "warehouse", cause: "notice-not-delivered", count: 1 };
    const subject = `${refused.orderKey}#pick`;
    const { groups } = await operator.json(["dlq", "list", "warehouse"]);
    expect(groups).toMatchObject([{ ...cause, example: { subject } }]);

    await warehouse.takeNotices(true);
    expect(await operator.json(["dlq", "redrive", "warehouse", "--yes"])).toMatchObject({ done: 1, left: 0 });
    expect(await warehouse.received()).toMatchObject([{ noticeId: subject, attempt: 1 }]);
    expect(await operator.run(["dlq", "list", "warehouse"])).toMatchObject({ code: 3 });
  });
});

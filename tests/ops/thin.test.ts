import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase, thinEventOf } from "../../packages/stripe-offline/samples/index.ts";
import { openShop } from "../support/opened.ts";
import { until } from "../support/until.ts";

const at = Math.floor(Date.now() / 1000) - 600;

const { system, operator } = await openShop();

describe("the commands of a stack that receives thin events", () => {
  beforeAll(async () => {
    await operator.json(["connect-stripe", "--payload", "thin", "--yes"]);
  });

  it.each([
    ["checkout.session.completed", "paid"],
    ["charge.refunded", "partially-refunded"],
    ["charge.dispute.closed", "paid"],
    ["invoice.paid", "paid"],
  ])("send-event --thin sends %s and shows it as it came", async (type, status) => {
    const accepted = expect.stringMatching(
      new RegExp(`^${type} accepted, archived \\(thin: evt_test_65\\w+\\)$`, "u"),
    ) as string;
    const sent = await operator.json(["send-event", type, "--thin", "--yes"]);
    expect(JSON.stringify(sent)).not.toContain("put off");
    expect(sent).toMatchObject({
      statuses: [200],
      trace: {
        order: { status },
        steps: expect.arrayContaining([expect.objectContaining({ what: accepted })]) as unknown,
      },
    });
  });

  it("connect-stripe --payload both makes the endpoint that is missing beside the other, and then has nothing to do", async () => {
    const connect = ["connect-stripe", "--payload", "both", "--yes"];
    const endpoint = expect.stringMatching(/^ed_test_/u) as string;
    expect(await operator.json(connect)).toMatchObject({
      endpoints: [
        { action: "create", payload: "snapshot", endpoint },
        { action: "none", payload: "thin", endpoint },
      ],
    });
    const { code, out } = await operator.run(connect);
    expect({ code, idle: out.match(/Nothing\s+to\s+do/gu) }).toMatchObject({ code: 3, idle: { length: 2 } });
  });

  it("reconcile asks for thin events, and sends a lost one again as it was", async () => {
    const { story, orderKey, objects } = samplePurchase({ kind: "payment", seed: "lost-thin", at });
    system.know(objects);
    for (const event of story) system.run.stripe?.put(event);
    const repaired = await operator.json(["reconcile", "--yes"]);
    expect(repaired["repaired"]).toEqual(expect.arrayContaining(story.map(({ id }) => id)));
    await until("the order", () => system.order(orderKey));
    for (const event of story) {
      expect(system.archived(event.id)).toEqual([]);
      expect(system.archived(thinEventOf(event).id)).toMatchObject([{ snapshot_event: event.id }]);
    }
    expect(await operator.run(["reconcile"])).toMatchObject({ code: 3 });
  });

  it("say what a key that may not list event destinations leaves unseen, and work on", async () => {
    const { remove } = system.run.faults.add({
      faults: [{ at: "stripe", path: "/v2/core/event_destinations", fails: "error", status: 403, times: "always" }],
    });
    const unseen = "the API key may not list event destinations (403)";
    const { out } = await operator.run(["doctor"]);
    expect(out).toContain(`event destinations: ${unseen}`);
    for (const [command, code] of [
      ["connect-stripe", 0],
      ["reconcile", 3],
      // Its endpoint is among those that are not seen.
      ["rotate-secret", 1],
    ] as const) {
      const ran = await operator.run([command]);
      expect({ command, ...ran }).toMatchObject({ command, code, out: expect.stringContaining(unseen) as string });
      const { out: json, err } = await operator.run([command, "--json"]);
      expect({ command, err }).toMatchObject({ command, err: expect.stringContaining(unseen) as string });
      if (code === 1) continue;
      expect(JSON.parse(json)).toMatchObject({ warnings: [expect.stringContaining(unseen)] });
    }
    remove();
  });
});

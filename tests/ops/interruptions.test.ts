import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { pressAt } from "../support/interruptions.ts";
import { openShop } from "../support/opened.ts";
import type { Ran } from "../support/operator.ts";
import { until } from "../support/until.ts";
import { storedSecret } from "./secret.ts";

const now = Math.floor(Date.now() / 1000);
const customer = { id: "cus_interrupted", email: "interrupted@example.com", name: "Interrupted Person" };
const items = [{ sku: "VASE", name: "Vase", quantity: 1, unitAmount: 4_900 }];
const purchase = (seed: string) =>
  samplePurchase({ kind: "payment", seed, at: now, contents: "metadata", customer, items });
const both = [purchase("interrupted-first"), purchase("interrupted-second")];

/** Ctrl-C while a command writes: what is done is done and said, and the same command goes on from there. */
const { system, operator } = await openShop();

describe("Ctrl-C while a command writes", () => {
  beforeAll(async () => {
    const { stripe_webhook_secret: signing } = await storedSecret(system);
    for (const { events } of both) await system.send(events.completed, signing);
    await system.settled();
  });

  /** Runs a command, and presses Ctrl-C at a call of AWS's. */
  async function interrupted(args: readonly string[], ...[action, caller]: [string, "function"?]): Promise<Ran> {
    const { signal: interruption, undo } = pressAt(system, action, caller);
    const ran = await operator.run([...args, "--yes"], { interruption });
    undo();
    return ran;
  }

  const available = async (...skus: string[]): Promise<unknown[]> =>
    (await Promise.all(skus.map((sku) => system.stock(sku)))).map((row) => row.available);

  it("stock import writes whole rows, and says how many", async () => {
    const file = join(operator.folder, "interrupted.csv");
    await writeFile(file, "VASE-1,1\nVASE-2,2\nVASE-3,3\n");
    const { code, err } = await interrupted(["stock", "import", file], "UpdateItem");
    expect({ code, err }).toEqual({
      code: 1,
      err: "Interrupted. 1 of 3 rows are written; run it again for the others.\n",
    });
    expect(await available("VASE-1", "VASE-2", "VASE-3")).toEqual([1, undefined, undefined]);
    expect(await operator.json(["stock", "import", file, "--yes"])).toMatchObject({ changed: 2 });
    expect(await available("VASE-1", "VASE-2", "VASE-3")).toEqual([1, 2, 3]);
  });

  it("stock allocate gives an order all of its stock with its notice, or nothing", async () => {
    expect(await operator.run(["stock", "set", "VASE", "2", "--yes"])).toMatchObject({ code: 0 });
    const { code, err } = await interrupted(["stock", "allocate"], "TransactWriteItems");
    expect({ code, err }).toEqual({
      code: 1,
      err: "Interrupted. 1 of 2 backorders are done, the others as they were.\n",
    });
    expect(await system.stock("VASE")).toEqual({ available: 1, reserved: 1 });
    const notices = (): number => both.flatMap(({ orderKey }) => system.notices(orderKey)).length;
    expect(notices()).toBe(1);
    expect(await operator.json(["stock", "allocate", "--yes"])).toMatchObject({ allocated: 1 });
    expect(await system.stock("VASE")).toEqual({ available: 0, reserved: 2 });
    expect(notices()).toBe(2);
  });

  it("forget takes an entry's data whole, and says how many entries are clean", async () => {
    const { code, err } = await interrupted(["forget", "--customer", customer.id], "UpdateItem");
    expect({ code, err }).toEqual({
      code: 1,
      err: "Interrupted. 1 of 6 entries hold no personal data any more; run it again for the others.\n",
    });
    const planned = await operator.json(["forget", "--customer", customer.id]);
    expect(planned).toMatchObject({
      orders: [expect.any(String), expect.any(String)],
      purchases: [expect.any(String)],
    });
    expect(await operator.run(["forget", "--customer", customer.id, "--yes"])).toMatchObject({ code: 0 });
    expect(await operator.json(["orders", "--customer", customer.id])).toMatchObject({ count: 2 });
    expect(JSON.stringify(await system.orders())).not.toContain(customer.email);
  });

  it("reconcile and send-event say how many events are in, and those go all their ways", async () => {
    const dropped = samplePurchase({ kind: "payment", seed: "interrupted-drop", at: now - 600, contents: "metadata" });
    for (const event of dropped.story) system.run.stripe?.put(event);
    const { code, err } = await interrupted(["reconcile"], "Publish", "function");
    expect({ code, err }).toEqual({
      code: 1,
      err: `Interrupted. 1 of ${String(dropped.story.length)} events were brought in, the others are as before.\n`,
    });
    await system.settled();
    expect((await operator.json(["reconcile", "--yes"]))["repaired"]).toHaveLength(dropped.story.length - 1);
    await until("the order", async () => (await system.order(dropped.orderKey))?.["status"] === "paid");
    // A warehouse notice would be a call of the same action.
    await system.settled();

    const before = (await system.orders()).length;
    const sent = await interrupted(["send-event", "checkout.session.completed", "--count", "3"], "Publish", "function");
    expect(sent).toMatchObject({ code: 1, err: "Interrupted. 1 of 3 were sent.\n" });
    await system.settled();
    expect(await system.orders()).toHaveLength(before + 1);
  });

  it("send-event does not wait for a paused consumer then, and says what waits", async () => {
    expect(await operator.run(["pause", "email", "--yes"])).toMatchObject({ code: 0 });
    const sent = await interrupted(["send-event", "checkout.session.completed"], "Publish", "function");
    expect(sent).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\d messages? still wait in the queues/u) as string,
    });
    expect(await operator.run(["resume", "email", "--yes"])).toMatchObject({ code: 0 });
    await system.settled();
  });
});

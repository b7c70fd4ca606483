import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { mailKey } from "../../domain/mail/keys.ts";
import { traceIdOf } from "../../functions/shared/trace-id.ts";
import { recipientKey } from "../../functions/shared/stores/recipient-key.ts";
import { ConsoleReader } from "../support/console.ts";
import { openShop } from "../support/opened.ts";

const bought = (name: string, seed = name) => {
  const customer = { id: null, email: `${name}@simulator.amazonses.com`, name: "Jenny" };
  return samplePurchase({ kind: "payment", seed: `outcome ${seed}`, customer });
};
const bounced = bought("bounce");
const again = bought("Bounce", "again");
const complained = bought("complaint+order-2");
const suppressed = bought("suppressionlist");
const away = bought("ooto");
const fine = bought("success");
const all = [bounced, complained, suppressed, away, fine];

const { system, operator } = await openShop({ stock: { "MUG-BLUE": 100, "TEE-M": 100 } });
beforeAll(async () => {
  for (const { objects, events } of all) {
    system.know(objects);
    await system.send(events.completed);
  }
  await system.settled();
});

async function entry(orderKey: string): Promise<Record<string, unknown> | undefined> {
  const items = await system.run.operator.scan(system.run.outputs.emailTable);
  return items.find(({ pk }) => pk === mailKey(orderKey, "confirmation"));
}

describe("a mail that SES accepted", () => {
  it.each([
    ["bounced for good", bounced, { outcome: "bounced", outcomeReason: "Permanent/General 5.1.1" }],
    ["is complained of", complained, { outcome: "complained", outcomeReason: "abuse" }],
    [
      "goes to an address on SES's list",
      suppressed,
      { outcome: "bounced", outcomeReason: "Permanent/Suppressed 5.1.1" },
    ],
    ["is answered automatically", away, { outcome: "bounced", outcomeReason: "Transient/General" }],
  ])("and that %s is marked in the ledger", async (_, { orderKey }, outcome) => {
    expect(await entry(orderKey)).toMatchObject({ state: "sent", ...outcome });
  });

  it("and that arrives is not", async () => {
    expect(await entry(fine.orderKey)).not.toHaveProperty("outcome");
  });

  it("and what came of it are logged under the event's trace", () => {
    for (const { id } of [bounced, complained, suppressed, away].map(({ events }) => events.completed)) {
      const traced = system.logs.filter(({ text }) => text.includes(traceIdOf(id))).map(({ text }) => text);
      for (const line of ["mail sent", "mail outcome"]) {
        expect(traced, line).toContainEqual(expect.stringContaining(`"message":"${line}"`));
      }
    }
  });

  it("and that bounced is shown by trace, orders and the console", async () => {
    const { out } = await operator.run(["trace", bounced.orderKey]);
    expect(out).toMatch(/^mails +confirmation bounced$/mu);
    expect(out).toMatch(/SES\s+evt_\w+\s+confirmation mail bounced: Permanent\/General 5\.1\.1/u);
    const listed = await operator.json(["orders", "--mail", "bounced"]);
    const ids = (listed["orders"] as { orderId: string }[]).map(({ orderId }) => orderId);
    expect(ids.toSorted()).toEqual([bounced, suppressed, away].map(({ orderKey }) => orderKey).toSorted());
    expect(await operator.run(["orders", "--mail", "lost"])).toMatchObject({ code: 2 });
    const shown = await ConsoleReader.readAll(system.run);
    const mails = JSON.parse(shown.get("/api/mails") ?? "") as { to: string[]; outcome?: string }[];
    const outcomes = Object.fromEntries(mails.map(({ to, outcome }) => [to.join(), outcome]));
    expect(outcomes).toMatchObject({
      "bounce@simulator.amazonses.com": "bounced",
      "complaint+order-2@simulator.amazonses.com": "complained",
    });
    expect(outcomes["success@simulator.amazonses.com"]).toBeUndefined();
  });
});

describe("an address whose mail bounced for good", () => {
  it("is never mailed again, and forgotten with its order", async () => {
    system.know(again.objects);
    await system.send(again.events.completed);
    await system.settled();
    expect(await entry(again.orderKey)).toMatchObject({ state: "suppressed" });
    expect(system.mailsTo("Bounce@simulator.amazonses.com")).toEqual([]);
    expect(system.mailsTo("bounce@simulator.amazonses.com")).toHaveLength(1);
    expect(await operator.json(["orders", "--mail", "suppressed"])).toMatchObject({ count: 1 });

    const kept = async (): Promise<unknown[]> => {
      const items = await system.run.operator.scan(system.run.outputs.emailTable);
      const hash = recipientKey("bounce@simulator.amazonses.com");
      return items.filter(({ pk, recipient }) => pk === hash || recipient === hash);
    };
    expect(await kept()).toHaveLength(3);
    await operator.json(["forget", "--order", again.orderKey, "--yes"]);
    expect(await kept()).toHaveLength(1);
    await operator.json(["forget", "--order", bounced.orderKey, "--yes"]);
    expect(await kept()).toEqual([]);
  });
});

describe("a report that cannot be read", () => {
  it("is given up with its cause, which quotes no address", async () => {
    const QueueUrl = system.run.outputs.queueUrls["mail-outcome"];
    const MessageBody = '{"eventType": "Bounce", "bounce": {"bouncedRecipients": "private@example.com"}}';
    await system.run.operator.call("sqs", "SendMessage", { QueueUrl, MessageBody });
    await system.settled();
    const { out } = await operator.run(["dlq", "list", "mail-outcome"]);
    expect(out).toMatch(/invalid-event +1/u);
    expect(out).toContain("not an event of SES's that is read here");
    expect((await operator.run(["why"])).out).toMatch(/mail-outcome: 1 letter, invalid-event: /u);
    expect(JSON.stringify(system.logs)).not.toContain("private@example.com");
  });
});

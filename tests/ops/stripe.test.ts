import { describe, expect, it, vi } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { sampleAddress } from "../../packages/stripe-offline/samples/address.ts";
import { pressAt } from "../support/interruptions.ts";
import { openShop } from "../support/opened.ts";
import type { Ran } from "../support/operator.ts";
import { report } from "../support/parcels.ts";
import { until } from "../support/until.ts";

import { storedSecret, storeSecret } from "./secret.ts";

const { system, operator } = await openShop();

describe("the commands around Stripe", () => {
  /** Runs a command that presses on through Ctrl-C: between Stripe and the stack it leaves nothing half-done. */
  async function pressedOn(args: readonly string[]): Promise<Ran> {
    const { signal: interruption, undo } = pressAt(system, "PutSecretValue");
    const ran = await operator.run(args, { interruption });
    undo();
    expect(interruption.aborted).toBe(true);
    return ran;
  }

  it("connect-stripe makes the endpoint once, also at Ctrl-C, and twice changes nothing", async () => {
    expect((await operator.run(["doctor"])).out).toContain("Stripe endpoint: Stripe has none");
    expect((await operator.run(["connect-stripe"])).out).toContain("Dry run");
    const before = await storedSecret(system);

    const sent: unknown[] = [];
    system.run.stripe?.onRequest(({ method, path, parameters }) => {
      if (method === "POST" && path.startsWith("/v1/webhook_endpoints")) sent.push(parameters["enabled_events"]);
    });
    expect(await pressedOn(["connect-stripe", "--yes"])).toMatchObject({ code: 0 });
    // Nothing of ours before the webhook accepts the secret, so that nothing is refused; then all.
    const [created, updated] = sent.filter((events) => Array.isArray(events));
    expect(created).toEqual(["test_helpers.test_clock.deleted"]);
    expect(updated).toContain("checkout.session.completed");
    const connected = await storedSecret(system);
    expect(connected["stripe_webhook_secret"]).not.toBe(before["stripe_webhook_secret"]);
    expect(connected["stripe_webhook_secret_previous"]).toBe(before["stripe_webhook_secret"]);
    expect(connected["ses_from_email"]).toBe(before["ses_from_email"]);

    expect(await operator.run(["connect-stripe", "--yes"])).toMatchObject({ code: 3 });
    expect(await storedSecret(system)).toEqual(connected);
    const examined = await operator.run(["doctor"]);
    expect(examined.out).toContain("No problems");
    expect(examined.code).toBe(0);
  });

  it("rotate-secret refuses while a roll is under way, else rolls with both secrets valid", async () => {
    expect(await operator.run(["rotate-secret", "--yes"])).toMatchObject({ code: 1 });
    const { stripe_webhook_secret_previous_expires: _, ...settled } = await storedSecret(system);
    await storeSecret(system, settled);
    const before = settled["stripe_webhook_secret"] ?? "";

    const rolled = await operator.run(["rotate-secret", "--yes"]);
    expect(rolled).toMatchObject({
      code: 0,
      out: expect.stringContaining("the webhook accepts the new secret") as string,
    });
    const after = await storedSecret(system);
    expect(after["stripe_webhook_secret_previous"]).toBe(before);
    const [event] = samplePurchase({ kind: "setup", seed: "after-the-roll" }).story;
    for (const each of [before, after["stripe_webhook_secret"] ?? ""]) {
      expect(event && (await system.send(event, each))).toMatchObject({ status: 200 });
    }
    expect(await operator.run(["connect-stripe"])).toMatchObject({ code: 3 });
  });

  it("rotate-secret takes over a roll of Stripe's dashboard, with both secrets valid", async () => {
    const rolled = "whsec_rolledInTheDashboard000000000000";
    const command = ["rotate-secret", "--rolled-in-dashboard", "--yes"];
    const { stripe_webhook_secret_previous_expires: _, ...settled } = await storedSecret(system);
    await storeSecret(system, settled);
    const before = settled["stripe_webhook_secret"] ?? "";
    expect(await operator.run(command)).toMatchObject({
      code: 2,
      err: expect.stringContaining("NEW_WEBHOOK_SECRET") as string,
    });
    vi.stubEnv("NEW_WEBHOOK_SECRET", before);
    expect(await operator.run(command)).toMatchObject({ code: 1, err: expect.stringContaining("already") as string });
    expect(await storedSecret(system)).toEqual(settled);

    vi.stubEnv("NEW_WEBHOOK_SECRET", rolled);
    expect(await operator.run(["rotate-secret", "--rolled-in-dashboard"])).toMatchObject({ code: 0 });
    expect(await storedSecret(system)).toEqual(settled);
    const { code, out } = await pressedOn(command);
    vi.unstubAllEnvs();
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining("the webhook accepts the new secret") as string,
    });
    expect(out).not.toContain(" replaces ");
    expect(out).not.toContain(rolled);
    const [event] = samplePurchase({ kind: "setup", seed: "after-the-dashboard's-roll" }).story;
    for (const each of [before, rolled]) {
      expect(event && (await system.send(event, each))).toMatchObject({ status: 200 });
    }
    expect(await operator.run(["connect-stripe"])).toMatchObject({ code: 3 });
  });

  it("a secret rolled in the dashboard while a roll is under way: doctor says what is refused, one command stores it", async () => {
    const rolled = "whsec_rolledWhileAnotherRollIsUnderWay";
    const [event] = samplePurchase({ kind: "setup", seed: "rolled-meanwhile" }).story;
    for (let sent = 0; sent < 5; sent += 1)
      expect(event && (await system.send(event, rolled))).toMatchObject({ status: 400 });
    expect((await operator.run(["doctor"])).out.replaceAll(/\s+/gu, " ")).toMatch(
      /signatures: 5 of \d+ signed requests .* were refused/u,
    );
    vi.stubEnv("NEW_WEBHOOK_SECRET", rolled);
    expect(await operator.run(["rotate-secret", "--rolled-in-dashboard", "--yes"])).toMatchObject({ code: 0 });
    vi.unstubAllEnvs();
    expect(event && (await system.send(event, rolled))).toMatchObject({ status: 200 });
  });

  it("a secret stored by hand is verified, shown without its value, and its endpoint marked by one command", async () => {
    const right = "whsec_storedByHandAfterTheDashboardsRoll";
    vi.stubEnv("NEW_WEBHOOK_SECRET", "whsec_test");
    const short = await operator.run(["secret", "set", "stripe_webhook_secret", "--yes"]);
    expect(short).toMatchObject({ code: 2, err: expect.stringContaining("at least 32 characters") as string });
    vi.stubEnv("NEW_WEBHOOK_SECRET", right);
    expect(await operator.run(["secret", "set", "stripe_webhook_secret", "--yes"])).toMatchObject({ code: 0 });
    vi.unstubAllEnvs();
    const shown = await operator.run(["secret", "show"]);
    expect(shown.out).toMatch(/signing secret 1: account, sha256:\w{16}, the one before until/u);
    expect(shown.out).not.toContain(right);
    expect((await operator.run(["doctor"])).out).toContain("connect-stripe --adopt");
    expect(await operator.run(["connect-stripe", "--yes"])).toMatchObject({ code: 1 });
    expect(await operator.run(["connect-stripe", "--adopt", "--yes"])).toMatchObject({ code: 0 });
    expect(await operator.run(["connect-stripe", "--yes"])).toMatchObject({ code: 3 });
  });

  it("an endpoint for connected accounts and an organisation's are listed beside the account's", async () => {
    expect(await operator.run(["connect-stripe", "--scope", "connect", "--yes"])).toMatchObject({ code: 0 });
    const organisation = "whsec_ofTheOrganisationsEndpoint0123456789";
    vi.stubEnv("NEW_WEBHOOK_SECRET", organisation);
    expect(await operator.run(["secret", "add", "--scope", "organisation", "--yes"])).toMatchObject({ code: 0 });
    vi.unstubAllEnvs();
    const [event] = samplePurchase({ kind: "setup", seed: "organisation" }).story;
    expect(event && (await system.send(event, organisation))).toMatchObject({ status: 200 });
    const { out } = await operator.run(["doctor"]);
    expect(out).toContain("ok       signing secret: 1 account, 2 connect, 3 organisation");
    expect(out).toMatch(/ok {7}Connect endpoint: we_/u);
    expect(await operator.run(["secret", "remove", "3", "--yes"])).toMatchObject({ code: 0 });
    expect(await operator.run(["secret", "remove", "2", "--yes"])).toMatchObject({ code: 0 });
  });

  it("send-event sends what the type asks for, traces it, and shows that a forger is refused", async () => {
    const sent = await operator.run(["send-event", "checkout.session.completed", "--duplicate", "--yes"]);
    expect(sent.out).toContain("2 of 2 posts got a 200.");
    expect(sent.out).toMatch(/confirmation sent/u);
    const refunded = await operator.json(["send-event", "charge.refunded", "--yes"]);
    expect(refunded).toMatchObject({ statuses: [200], trace: { order: { status: "partially-refunded" } } });
    expect(await operator.run(["send-event", "invoice.paid", "--bad-signature"])).toMatchObject({ code: 0 });
    expect(await operator.run(["send-event", "invoice.unheard_of"])).toMatchObject({ code: 2 });
  });

  it("secret set stores a sender with its display name, as the setting takes it, and refuses what is not a sender", async () => {
    const sender = "Blue Shop <orders-dev@example.com>";
    const before = await storedSecret(system);
    vi.stubEnv("NEW_SECRET_VALUE", "Blue Shop");
    const refused = await operator.run(["secret", "set", "ses_from_email", "--yes"]);
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringContaining("or a name and <an e-mail address>") as string,
    });
    expect(await storedSecret(system)).toEqual(before);
    vi.stubEnv("NEW_SECRET_VALUE", sender);
    expect(await operator.run(["secret", "set", "ses_from_email", "--yes"])).toMatchObject({ code: 0 });
    vi.unstubAllEnvs();
    expect(await storedSecret(system)).toEqual({ ...before, ses_from_email: sender });
  });

  it("secret set warns of an API key for the other mode, with which no object is found", async () => {
    vi.stubEnv("NEW_SECRET_VALUE", "rk_live_0123456789abcdef");
    const other = await operator.run(["secret", "set", "stripe_api_key"]);
    expect(other.out).toMatch(/^The key is for live mode and the stack's stripeMode is test\.\n/u);
    vi.stubEnv("NEW_SECRET_VALUE", "rk_test_0123456789abcdef");
    expect((await operator.run(["secret", "set", "stripe_api_key"])).out).toMatch(/^stripe_api_key is stored/u);
    vi.unstubAllEnvs();
  });

  it("reconcile refuses an account that is not one, of which Stripe would list nothing", async () => {
    const refused = await operator.run(["reconcile", "--account", "acct_1", "--account", "cus_1"]);
    expect(refused).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/^--account cus_1: give/u) as string,
    });
  });

  it("reconcile finds the events that were dropped, and brings them in by the normal path", async () => {
    const at = Math.floor(Date.now() / 1000) - 600;
    const dropped = samplePurchase({ kind: "payment", seed: "dropped", at });
    await system.settled();
    for (const event of dropped.story) system.run.stripe?.put(event);

    const found = await operator.run(["reconcile"]);
    for (const { id } of dropped.story) expect(found.out).toContain(id);
    const before = await operator.run(["reconcile", "--from", "2h", "--to", "1h"]);
    expect(before.out).not.toContain(dropped.story[0]?.id);
    expect(await system.order(dropped.orderKey)).toBeUndefined();

    const repaired = await operator.json(["reconcile", "--yes"]);
    expect(repaired["repaired"]).toHaveLength(dropped.story.length);
    await until("the order", () => system.order(dropped.orderKey));
    expect(await operator.run(["reconcile", "--yes"])).toMatchObject({ code: 3 });
  });

  it("forget takes a customer's data out of orders, journal, ledger and stock, and a replay does not bring it back", async () => {
    const person = { email: "forgotten@example.com", name: "Forgotten Person", phone: "+6598765432" };
    const customer = { id: "cus_forgotten", ...person };
    const bought = samplePurchase({ kind: "payment", seed: "forgotten", at: Math.floor(Date.now() / 1000), customer });
    const { operator: aws, outputs } = system.run;
    const tables = [outputs.ordersTable, outputs.journalTable, outputs.emailTable, outputs.inventoryTable];
    const everything = async (): Promise<string> =>
      JSON.stringify(await Promise.all(tables.map((table) => aws.scan(table))));
    await system.settled();
    const ofOthers = await everything();
    system.know(bought.objects);
    const { stripe_webhook_secret: signing } = await storedSecret(system);
    for (const event of bought.story) await system.send(event, signing);
    await system.settled();
    const tracking = "LX987654321SG";
    await report(system, { kind: "shipped", order: bought.orderKey, parcel: "1", tracking });
    await system.settled();
    const personal = [...Object.values(person), sampleAddress.line1, tracking];
    const held = async (): Promise<readonly string[]> => {
      const text = await everything();
      // Every sample customer lives at the same address.
      return personal.filter((each) => text.split(each).length > ofOthers.split(each).length);
    };
    expect(await held()).toEqual(personal);

    const planned = await operator.run(["forget", "--customer", customer.id]);
    expect(planned.out).toContain(`order ${bought.orderKey}`);
    expect(await operator.run(["forget", "--customer", customer.id, "--yes"])).toMatchObject({ code: 0 });
    expect(await held()).toEqual([]);

    expect(await operator.run(["replay", "--order", bought.orderKey, "--yes"])).toMatchObject({ code: 0 });
    await system.settled();
    expect(await held()).toEqual([]);
    expect(await operator.run(["forget", "--customer", customer.id, "--yes"])).toMatchObject({
      code: 3,
      out: expect.stringContaining("The 1 order of cus_forgotten hold no personal data.") as string,
    });
    expect(await operator.run(["forget", "--customer", "cus_nobody", "--yes"])).toMatchObject({
      code: 3,
      out: expect.stringContaining("No order of cus_nobody is known.") as string,
    });
  });

  it("forget takes a guest's data out by any id of the order", async () => {
    const person = { email: "passing@example.com", name: "Passing Guest" };
    const bought = samplePurchase({
      kind: "guest",
      seed: "guest",
      at: Math.floor(Date.now() / 1000),
      customer: person,
    });
    system.know(bought.objects);
    const { stripe_webhook_secret: signing } = await storedSecret(system);
    for (const event of bought.story) await system.send(event, signing);
    await system.settled();
    const byOrder = ["forget", "--order", bought.ids.session];
    expect(await operator.run(["forget", "--order", "pi_nobody", "--yes"])).toMatchObject({
      code: 3,
      out: expect.stringContaining("pi_nobody is neither in the orders nor in the journal") as string,
    });
    expect((await operator.run(byOrder)).out).toContain("Dry run");
    expect(JSON.stringify(await system.order(bought.orderKey))).toContain(person.email);

    expect(await operator.run([...byOrder, "--yes"])).toMatchObject({ code: 0 });
    const { operator: aws, outputs } = system.run;
    const tables = [outputs.ordersTable, outputs.journalTable, outputs.emailTable, outputs.inventoryTable];
    const left = JSON.stringify(await Promise.all(tables.map((table) => aws.scan(table))));
    expect(left).not.toContain(person.email);
    expect(left).not.toContain(person.name);
    expect(await system.order(bought.orderKey)).toMatchObject({ status: "paid", customer: {} });
    expect(await operator.run([...byOrder, "--yes"])).toMatchObject({
      code: 3,
      out: expect.stringContaining("The order holds no personal data.") as string,
    });
  });
});

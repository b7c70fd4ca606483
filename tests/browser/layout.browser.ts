import type { Browser } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { launchChromium, Visitor } from "./support/visitor.ts";
import { measured } from "./support/measured.ts";
import { type Served, serveOffline } from "./support/offline-run.ts";
import { poster, type Post } from "./support/post.ts";

const widths = [390, 768, 1024, 1280, 1440, 1920];
const names = v.object({
  topology: v.object({ branches: v.array(v.object({ queue: v.object({ name: v.string() }) })) }),
});
const events = v.object({ events: v.array(v.object({ eventId: v.string() })) });
const orders = v.object({ orders: v.array(v.object({ orderId: v.string() })) });
const mails = v.array(v.object({ id: v.string() }));

let offline: Served;
let browser: Browser;
/** Every view, and every kind of entry opened beside its list. */
let views: string[];

async function ask<Schema extends v.GenericSchema>(path: string, schema: Schema): Promise<v.InferOutput<Schema>> {
  return v.parse(schema, await (await fetch(new URL(`/api/${path}`, offline.consoleUrl))).json());
}

const deliveredOrders = async () => (await ask("orders?fulfilment=delivered", orders)).orders;

/** Orders of each kind, long names, a refund, and what each branch gave up. */
async function makeTraffic(post: Post): Promise<void> {
  const event = (type: string, count = 1): Promise<void> =>
    post("samples", { kind: "event", type, count, as: "signed" });
  await event("invoice.paid", 2);
  await event("charge.refunded");
  await event("charge.dispute.created");
  await post("samples", { kind: "markup" });
  await post("samples", { kind: "parcel" });
  await until("the delivered order", async () => (await deliveredOrders()).length === 1, 60_000);
  await post("faults", { id: "order-processor-crash", on: true });
  await post("faults", { id: "inventory-processor-crash", on: true });
  await event("checkout.session.completed", 2);
  await until("the dead letters", async () => (await ask("events?failed=yes", events)).events.length >= 2, 60_000);
}

beforeAll(async () => {
  [offline, browser] = await Promise.all([serveOffline(60), launchChromium()]);
  await makeTraffic(poster(offline.consoleUrl));
  const [about, failed, [order], [mail]] = await Promise.all([
    ask("about", names),
    ask("events?failed=yes", events),
    deliveredOrders(),
    ask("mails", mails),
  ]);
  const queue = about.topology.branches[0]?.queue.name ?? "";
  const visitor = await Visitor.open(browser, offline.consoleUrl);
  await visitor.go("flow");
  const links = await visitor.page
    .locator('nav a, svg a[href^="#/tables/"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute("href")?.replace("#/", "") ?? ""));
  await visitor.leave();
  views = [
    ...new Set(links),
    `events/${failed.events[0]?.eventId ?? ""}`,
    `orders/${order?.orderId ?? ""}`,
    `mail/${mail?.id ?? ""}`,
    `queues/${queue}`,
    "runbooks/dead-letters",
  ];
});
afterAll(async () => {
  await browser.close();
  await offline.close();
});

describe.each(["light", "dark"] as const)("in %s, every view", (colorScheme) => {
  it.each(widths)(
    "is readable at %i pixels: nothing is clipped, squeezed, outside its box or too faint",
    async (width) => {
      const visitor = await Visitor.open(browser, offline.consoleUrl, {
        colorScheme,
        viewport: { width, height: 900 },
      });
      const found: Record<string, string[]> = {};
      for (const view of views) {
        await visitor.go(view);
        await visitor.page.locator("main :is(section, article, svg) >> visible=true").first().waitFor();
        await visitor.loaded();
        const problems = await measured(visitor.page);
        if (problems.length > 0) found[view] = problems.slice(0, 5);
      }
      expect(views.length).toBeGreaterThan(18);
      expect(found).toEqual({});
      expect(visitor.complaints).toEqual([]);
      await visitor.leave();
    },
  );
});

it("shows the views in a menu on a phone", async () => {
  const visitor = await Visitor.open(browser, offline.consoleUrl, { viewport: { width: 390, height: 844 } });
  await visitor.go("flow");
  await visitor.page.getByRole("button", { name: "Views" }).click();
  await visitor.page.getByRole("navigation").getByRole("link", { name: "Orders" }).click();
  await visitor.page.getByRole("heading", { name: "Orders", level: 1 }).waitFor();
  expect(await visitor.page.getByRole("navigation").isVisible()).toBe(false);
  await visitor.leave();
});

/**
 * `npm run screenshots`: writes the main views of the console to docs/images/, as a person sees them after some traffic.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { findChromium, howToGetChromium } from "./support/chromium.ts";
import { until } from "../support/until.ts";
import { poster, type Post } from "./support/post.ts";
import { serveOffline } from "./support/offline-run.ts";
import { launchChromium, Visitor } from "./support/visitor.ts";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));

/** Some of everything: purchases, a refund, a dispute, a parcel, a forged request, and a consumer that gave something up. */
async function makeTraffic(post: Post, consoleUrl: string): Promise<void> {
  const event = (type: string, count: number, as = "signed"): Promise<void> =>
    post("samples", { kind: "event", type, count, as });
  await post("samples", { kind: "parcel" });
  await until("the parcel's mail", async () =>
    (await (await fetch(`${consoleUrl}/api/mails`)).text()).includes("on its way"),
  );
  await event("checkout.session.completed", 24);
  await event("invoice.paid", 9);
  await event("payment_intent.succeeded", 6);
  await event("charge.refunded", 3);
  await event("charge.dispute.created", 2);
  await event("checkout.session.completed", 2, "duplicate");
  await event("checkout.session.completed", 3, "forged");
  await post("samples", { kind: "shuffled" });
  await post("faults", { id: "email-processor-crash", on: true });
  await event("checkout.session.completed", 2);
}

const chromium = findChromium();
if (chromium === undefined) throw new Error(`There is no Chromium here: ${howToGetChromium}`);
process.env["CHROMIUM"] = chromium;
await mkdir(folder, { recursive: true });
const offline = await serveOffline(60);
const browser = await launchChromium();
try {
  await makeTraffic(poster(offline.consoleUrl), offline.consoleUrl);
  for (const colorScheme of ["light", "dark"] as const) {
    const visitor = await Visitor.open(browser, offline.consoleUrl, { colorScheme });
    const { page } = visitor;
    const views = colorScheme === "dark" ? ["flow"] : ["flow", "dashboards", "orders", "dead-letters", "alarms"];
    for (const view of views) {
      await page.goto(`${offline.consoleUrl}/#/${view}${view === "orders" ? "?fulfilment=delivered" : ""}`);
      if (view === "flow")
        await page
          .locator('[data-dead="email"]')
          .getByText(/^[1-9]/u)
          .waitFor({ timeout: 60_000 });
      // An order's parcels are below its items.
      await page.setViewportSize({ width: 1280, height: view === "orders" ? 1000 : 720 });
      if (view === "orders") await page.locator("main tbody tr a").first().click();
      await page.locator("main section, main article, main svg").first().waitFor();
      await visitor.loaded();
      await page.screenshot({ path: `${folder}console-${view}${colorScheme === "dark" ? "-dark" : ""}.png` });
    }
    if (visitor.complaints.length > 0) throw new Error(visitor.complaints.join("; "));
    await visitor.leave();
  }
} finally {
  await browser.close();
  await offline.close();
}

import { request as httpRequest } from "node:http";
import type { Browser, Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sampleAddress } from "../../packages/stripe-offline/samples/address.ts";
import { until } from "../support/until.ts";
import { type Served, serveOffline } from "./support/offline-run.ts";
import { launchChromium, Visitor } from "./support/visitor.ts";

/** Three minutes of visibility are three seconds, a minute of an alarm is one. */
const timeScale = 60;
const branches = ["orders", "email", "inventory", "archive"];

const eventResponse = v.object({ journey: v.nullish(v.object({ orderKey: v.optional(v.string()) })) });

let offline: Served;
let browser: Browser;
let visitor: Visitor;
let page: Page;
beforeAll(async () => {
  [offline, browser] = await Promise.all([serveOffline(timeScale), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await offline.close();
});
beforeEach(async () => {
  visitor = await Visitor.open(browser, offline.consoleUrl);
  ({ page } = visitor);
});
afterEach(() => visitor.leaveWithoutComplaint());

async function sendByButton(): Promise<void> {
  await visitor.go("flow");
  await page.getByRole("button", { name: "Send an event" }).click();
}

/** The text of what a locator finds, asked for until it is as expected. */
const textOf = (selector: string) =>
  expect.poll(() => page.locator(selector).first().textContent(), { timeout: 60_000 });

const alarmState = (name: string) =>
  expect.poll(() => page.locator(`tr[data-key*="${name}"] [data-alarm-state]`).getAttribute("data-alarm-state"), {
    timeout: 60_000,
  });

describe("an event that is sent with the button", () => {
  it("passes each hop; its order and its mail can be opened", async () => {
    await sendByButton();
    for (const hop of ["webhook", ...branches]) {
      await page.locator(`[data-hop-of="${hop}"][data-done="true"]`).waitFor();
    }
    await page.locator('[data-hop-of="orders"] a').click();
    await page.getByRole("heading", { name: "Facts" }).waitFor();
    const main = page.getByRole("main");
    await main.getByText("Blue mug").first().waitFor();
    await main.getByText("reserved").first().waitFor();

    await visitor.go("mail");
    await page.locator("main tbody tr a").first().click();
    const mail = page.frameLocator("iframe.letter");
    await mail.getByText("Blue mug").waitFor();
    expect(await page.locator("iframe.letter").getAttribute("sandbox")).toBe("");
    await page.getByRole("button", { name: "Text" }).click();
    await page.locator("pre.letter").getByText("Blue mug").waitFor();
  });

  it("is found by its id, with its JSON and its journey", async () => {
    await sendByButton();
    const id = await page.locator('[data-hop-of="webhook"] a').getAttribute("href");
    const eventId = id?.split("/").at(-1) ?? "";
    await visitor.go("events");
    await page.getByRole("searchbox").fill(eventId);
    // The list shows other events of the type until the search has its response.
    await page.locator(`main a[href*="#/events/${eventId}"]`).first().click();
    await page.locator(".json").getByText(`"${eventId}"`).waitFor();
    expect(await page.title()).toContain("Events");
    const hops = page.locator("svg.waterfall");
    await hops.nth(1).waitFor();
    await expect.poll(() => hops.first().getAttribute("aria-label")).toMatch(/^0 ms of /u);
  });
});

describe("a consumer that a fault switch breaks", () => {
  it("fills its dead-letter queue, turns the alarm, and recovers by a redrive", async () => {
    await visitor.go("faults");
    // The words of a switch switch it.
    const breaker = page.locator('[data-fault="order-processor-crash"]');
    await page.getByText("order-processor crashes").click();
    await expect.poll(() => breaker.isChecked()).toBe(true);
    await sendByButton();
    await textOf('[data-dead="orders"]').toBe("1");
    await visitor.go("alarms");
    await alarmState("orders-dead-letters").toBe("ALARM");

    await visitor.go("faults");
    await breaker.click();
    await expect.poll(() => breaker.isChecked()).toBe(false);
    await visitor.go("dead-letters");
    const letters = page.locator('[data-branch="orders"]');
    await letters.getByRole("button", { name: "Redrive …" }).click();
    await letters.locator('[data-plan="redrive"]').getByText("1 message would go to the orders queue again").waitFor();
    await textOf('[data-branch="orders"] .count').toBe("1");
    await letters.getByRole("button", { name: "Redrive 1 message to orders" }).click();
    await page.getByText("1 message went back to the orders queue").waitFor();
    await page.getByText("No dead letters").waitFor();
    await visitor.go("alarms");
    await alarmState("orders-dead-letters").toBe("OK");
    await visitor.go("flow");
    await textOf('[data-dead="orders"]').toBe("0");
  });
});

describe("a replay", () => {
  it("says beforehand that it changes nothing, and changes nothing", async () => {
    await sendByButton();
    await page.locator('[data-hop-of="email"][data-done="true"]').waitFor();
    await page.locator('[data-hop-of="archive"][data-done="true"]').waitFor();
    await visitor.go("mail");
    const mails = page.locator("main tbody tr");
    await mails.first().waitFor();
    const before = await mails.count();

    await visitor.go("replay");
    await page.getByRole("button", { name: "Dry run" }).click();
    await textOf('[data-replay="dry"]').toBe("A replay would change nothing.");
    const button = page.getByRole("button", { name: /^Replay \d+ events? anyway/u });
    expect(await button.getAttribute("class")).toBe("");
    await button.click();
    await textOf('[data-replay="done"]').toContain("Every event is applied, and no dead letter came of it.");

    await visitor.go("mail");
    await mails.first().waitFor();
    expect(await mails.count()).toBe(before);
  });
});

/** The order that an event belongs to, once it is known. */
function orderOf(eventId: string): Promise<string> {
  return until(`the order of ${eventId}`, async () => {
    const response = await fetch(new URL(`/api/events/${eventId}`, offline.consoleUrl));
    if (!response.ok) return undefined;
    const { journey } = v.parse(eventResponse, await response.json());
    return journey?.orderKey;
  });
}

describe("a purchase to its parcel", () => {
  it("is followed to its delivery, with the parts of its total and without its address", async () => {
    await visitor.go("send");
    await page.getByRole("button", { name: "Purchase to its parcel" }).click();
    await page.locator("main .pill.good").first().waitFor();
    await visitor.go("orders?fulfilment=delivered");
    await page.locator("main tbody tr a").first().click();
    const order = page.getByRole("region", { name: "Order", exact: true });
    await order.getByRole("heading", { name: "Parcels" }).waitFor();
    const parcel = order.locator("tr", { hasText: "SingPost" });
    await parcel.getByText("delivered").waitFor();
    await parcel.getByText("LX123456789SG").waitFor();
    await order.getByText("warehouse.delivered applied").waitFor();
    await order.getByText("Subtotal").waitFor();
    expect(await order.textContent()).not.toContain(sampleAddress.line1);
    await page.getByRole("combobox", { name: "Every fulfilment" }).selectOption("out-of-stock");
    await page.getByText("No orders").waitFor();
  });
});

describe("what an attacker may write", () => {
  it("is shown as text: HTML in a product's name runs nowhere", async () => {
    await visitor.go("send");
    await page.getByRole("button", { name: "HTML in a product's name" }).click();
    await page.locator("main .pill.good").first().waitFor();
    const link = await page.locator('main tbody a[href^="#/events/"]').first().getAttribute("href");
    await visitor.go(`orders/${await orderOf(link?.split("/").at(-1) ?? "")}`);
    await page.getByText("<img src=x onerror=").first().waitFor();
    await visitor.go("mail");
    await page.locator("main tbody tr a").first().click();
    await page.frameLocator("iframe.letter").getByText("<img src=x").first().waitFor();
    expect(await page.title()).not.toBe("run");
  });

  it("in a forged request is refused, and seen to be", async () => {
    await visitor.go("send");
    await page.locator('select[name="as"]').selectOption("forged");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator("main .pill.bad").getByText("400").waitFor();
    expect(await page.locator("main .pill.good").count()).toBe(0);
  });
});

describe("a purchase in disorder", () => {
  it("makes one order", async () => {
    await visitor.go("orders");
    const orders = page.locator("main tbody tr");
    await orders.first().waitFor();
    const before = await orders.count();
    await visitor.go("send");
    await page.getByRole("button", { name: "Purchase in disorder" }).click();
    await page.locator("main .pill.good").nth(5).waitFor();
    await visitor.go("orders");
    await expect.poll(() => orders.count(), { timeout: 60_000 }).toBe(before + 1);
  });
});

describe("a person", () => {
  it("sees the dashboards of the program with numbers", async () => {
    await sendByButton();
    await page.getByRole("link", { name: "Business" }).click();
    await page.getByText("Orders that became").waitFor();
    const placed = page.locator("main dl > div", { hasText: "placed" }).first().locator("dd");
    await expect
      .poll(async () => Number.parseInt((await placed.textContent()) ?? "", 10), { timeout: 60_000 })
      .toBeGreaterThan(0);
    await page.getByRole("link", { name: "Operations" }).click();
    await page.getByText("Responses by status code").waitFor();
  });

  it("needs no mouse: tabs to the content, goes by shortcuts, sends by the keyboard", async () => {
    await visitor.go("flow");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("content");
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Keyboard shortcuts").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.getByRole("heading", { name: "Orders", level: 1 }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("f");
    const button = page.getByRole("button", { name: "Send an event" });
    await button.focus();
    expect(await button.evaluate("(element) => getComputedStyle(element).outlineStyle")).not.toBe("none");
    await page.keyboard.press("Enter");
    await page.locator('[data-hop-of="orders"][data-done="true"]').waitFor();
  });

  it("stays live without a reload", async () => {
    await visitor.go("events");
    const other = await Visitor.open(browser, offline.consoleUrl);
    await visitor.loaded();
    const before = await page.locator("main tbody tr").count();
    await other.go("send");
    await other.page.getByRole("button", { name: "Send", exact: true }).click();
    await expect.poll(() => page.locator("main tbody tr").count(), { timeout: 30_000 }).toBeGreaterThan(before);
    await other.leave();
  });
});

it("comes up in a browser whose language Intl refuses, as Chromium's under the locale C", async () => {
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, "language", { configurable: true, get: () => "en-US@posix" }),
  );
  await visitor.go("dashboards");
  await expect.poll(() => page.locator("time-chart canvas").count(), { timeout: 30_000 }).toBeGreaterThan(0);
});

describe("the server", () => {
  const statusOf = (method: string, path: string, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const asked = httpRequest(new URL(path, offline.consoleUrl), { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.once("error", reject);
      asked.end(method === "POST" ? '{"kind":"shuffled"}' : undefined);
    });
  const json = { "content-type": "application/json" };

  it("refuses a foreign Host, a foreign Origin, and a form of another page", async () => {
    const origin = offline.consoleUrl;
    expect(await statusOf("GET", "/", { host: "evil.example" })).toBe(421);
    expect(await statusOf("GET", "/api/orders", { origin: "https://evil.example" })).toBe(421);
    expect(await statusOf("POST", "/api/samples", { ...json, origin: "https://evil.example" })).not.toBe(200);
    expect(await statusOf("POST", "/api/samples", json)).toBe(403);
    expect(await statusOf("POST", "/api/samples", { "content-type": "text/plain", origin })).toBe(415);
    expect(await statusOf("POST", "/api/samples", { ...json, origin })).toBe(200);
  });

  it("refuses a function that the program does not have, by name", async () => {
    const response = await fetch(new URL("/api/logs?function=nope", offline.consoleUrl));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('unknown function \\"nope\\"');
  });

  it("lets nothing be loaded from elsewhere, and keeps its secrets to itself", async () => {
    const response = await fetch(offline.consoleUrl);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("content-security-policy")).not.toContain("unsafe");
    const paths = ["about", "snapshot", "events", "orders", "mails", "stock", "alarms", "faults"];
    const texts = await Promise.all(
      paths.map(async (path) => (await fetch(new URL(`/api/${path}`, offline.consoleUrl))).text()),
    );
    expect(texts.join("").length).toBeGreaterThan(5000);
    expect(texts.filter((text) => /whsec_|sk_test_|sk_live_|AKIA|ASIA/u.test(text))).toEqual([]);
  });

  it("serves nothing outside its folders", async () => {
    const paths = [
      "/page/../../../package.json",
      "/page/%2e%2e/%2e%2e/server.ts",
      "/packages/../package.json",
      "/.offline/ready.json",
    ];
    for (const path of paths) expect([path, await statusOf("GET", path, {})]).toEqual([path, 404]);
  });
});

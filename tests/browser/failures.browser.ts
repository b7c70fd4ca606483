import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Served, serveOffline } from "./support/offline-run.ts";
import { poster, type Post } from "./support/post.ts";
import { launchChromium, Visitor } from "./support/visitor.ts";

let offline: Served;
let browser: Browser;
let visitor: Visitor;
let page: Page;
let post: Post;

const complete = { kind: "event", type: "checkout.session.completed", count: 1, as: "signed" };

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** An offline run for the tests of a suite alone, as some of them change what others read. */
function onRunWith(data: () => Promise<void>): void {
  beforeAll(async () => {
    offline = await serveOffline(60);
    post = poster(offline.consoleUrl);
    await data();
  });
  afterAll(() => offline.close());
}

/** Two orders that were paid, then one whose mail is a dead letter. */
async function deadLetter(): Promise<void> {
  await post("samples", { ...complete, count: 2 });
  const done = await Visitor.open(browser, offline.consoleUrl);
  await done.go("orders");
  await done.page.locator("main tbody tr").nth(1).waitFor();
  await post("faults", { id: "email-processor-crash", on: true });
  await post("samples", complete);
  await done.page.locator("main tbody tr.bad").waitFor({ timeout: 60_000 });
  await done.leave();
}

beforeEach(async () => {
  visitor = await Visitor.open(browser, offline.consoleUrl);
  ({ page } = visitor);
});
afterEach(() => visitor.leaveWithoutComplaint());

const rows = (): Locator => page.locator("main tbody tr");
const red = (): Locator => page.locator("main tbody tr.bad");

describe("an event whose mail is a dead letter", () => {
  onRunWith(deadLetter);

  it("is red in Events with its cause, the only one under Failed, and one under its consumer", async () => {
    await visitor.go("events");
    await red().getByText("email dead letter: unknown").waitFor();
    expect(await red().count()).toBe(1);
    const all = await rows().count();
    await page.getByRole("button", { name: "Failed" }).click();
    await expect.poll(() => rows().count()).toBe(1);
    await page.getByLabel("Every consumer").selectOption("orders");
    await page.getByText("No such event").waitFor();
    await page.getByLabel("Every consumer").selectOption("email");
    await expect.poll(() => rows().count()).toBe(1);
    await page.getByRole("button", { name: "Failed" }).click();
    await page.getByLabel("Every consumer").selectOption("");
    await expect.poll(() => rows().count()).toBe(all);
    await page.getByLabel("Every type").selectOption("invoice.paid");
    await page.getByText("No such event").waitFor();
    await page.getByLabel("Every type").selectOption("checkout.session.completed");
    await page.getByLabel("All time").selectOption("5");
    await expect.poll(() => rows().count()).toBe(3);
  });

  it("is red in its journey, which leads to the redrive of its cause", async () => {
    await visitor.go("events?failed=yes");
    await red().getByRole("link").first().click();
    await page.getByRole("cell", { name: /^dead letter: unknown/u }).waitFor();
    await page.getByRole("link", { name: /^email: unknown/u }).click();
    await page
      .locator('[data-branch="email"][data-cause="unknown"]')
      .getByRole("button", { name: "Redrive …" })
      .waitFor();
    expect(page.url()).toContain("#/dead-letters?queue=email&cause=unknown");
  });

  it("has lines in the logs of its function, and its message is seen where the flow's box leads", async () => {
    await visitor.go("flow");
    await page.getByRole("link", { name: /^email processor .*: logs$/u }).click();
    await rows().first().getByText("emailProcessor").waitFor();
    expect(await page.getByLabel("Every function").inputValue()).toContain("email-processor");
    await visitor.go("flow");
    await page.getByRole("link", { name: "warehouse dead letter queue" }).click();
    await page.getByText("No message waits here").waitFor();
    await visitor.go("flow");
    await page.getByRole("link", { name: "orders table" }).click();
    await rows().first().getByRole("link").click();
    await page.locator(".json").getByText('"amountTotal"').waitFor();
  });

  it("leaves its order red, which has name, items and amount and is found by e-mail and name", async () => {
    await visitor.go("orders");
    await expect.poll(() => rows().count()).toBe(3);
    await red().getByText("email failed: unknown").waitFor();
    await rows().first().getByText("2 × Blue mug").waitFor();
    expect(await rows().first().locator(".number").first().textContent()).toBe("SGD\u00a058.00");
    const search = page.getByRole("searchbox");
    await search.fill("nobody@example.com");
    await page.getByText("Nothing fits").waitFor();
    await search.fill("jenny");
    await expect.poll(() => rows().count()).toBe(3);
    await red().getByRole("link").click();
    const id = (await page.locator("section:has(.stack) h2").textContent()) ?? "";
    await search.fill(id.slice(3, 20));
    await expect.poll(() => page.locator("section:not(:has(.stack)) tbody tr").count()).toBe(1);
  });

  it("is behind an alarm that shows its sentence first, its expression on demand", async () => {
    await visitor.go("alarms");
    const row = page.locator('tr[data-key*="email-dead-letters"]');
    await row.getByText("The email branch gave up on a message").waitFor();
    const expression = row.getByText("ApproximateNumberOfMessagesVisible");
    expect(await expression.first().isVisible()).toBe(false);
    await row.getByText("email-dead-letters").click();
    await expression.first().waitFor();
  });
});

describe("the inspector", () => {
  onRunWith(() => post("samples", complete));

  it("copies, folds, and sends an edited event again under a new id", async () => {
    await visitor.go("events");
    await rows().last().getByRole("link").first().click();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const amount = page.locator(".json").getByText("5800").first();
    await amount.waitFor();
    await page.getByRole("button", { name: "Fold", exact: true }).click();
    expect(await amount.isVisible()).toBe(false);
    await page.getByText("Edit and send again").click();
    const area = page.getByRole("textbox", { name: "The event" });
    const text = await area.inputValue();
    await area.fill("{");
    await page.getByRole("button", { name: "Sign and send" }).click();
    expect(await page.evaluate("document.querySelector('textarea:invalid')?.validationMessage")).toContain("JSON");
    const before = await page.locator("section h2").first().textContent();
    await area.fill(text);
    await page.getByRole("button", { name: "Sign and send" }).click();
    await page.getByText("was accepted").waitFor();
    await expect.poll(() => page.locator("section:has(.stack) h2").textContent()).not.toBe(before);
  });
});

describe("dead letters", () => {
  onRunWith(deadLetter);

  it("are purged after a dry run only, and nothing is red any more", async () => {
    await visitor.go("dead-letters");
    const letters = page.locator('[data-branch="email"]');
    await letters.getByRole("button", { name: "Purge …" }).click();
    await letters.getByText("1 message would be deleted for good").waitFor();
    await letters.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => letters.locator("[data-plan]").count()).toBe(0);
    await letters.getByRole("button", { name: "Purge …" }).click();
    await letters.getByRole("button", { name: "Delete 1 message for good" }).click();
    await page.getByText("1 message deleted for good.").waitFor();
    await page.getByText("No dead letters").waitFor();
    await visitor.go("events?failed=yes");
    await page.getByText("No such event").waitFor();
  });
});

describe("an order that waits for stock", () => {
  onRunWith(() => Promise.resolve());

  it("gets it after a dry run that says so, and not before", async () => {
    await visitor.go("stock");
    const set = async (available: number): Promise<void> => {
      for (const sku of ["MUG-BLUE", "TEE-M"]) {
        const units = page.getByLabel(`Available units of ${sku}`);
        const row = rows().filter({ has: units });
        await units.fill(String(available));
        await row.getByRole("button", { name: "Set" }).click();
        await expect.poll(() => row.locator("td").nth(1).textContent()).toBe(String(available));
      }
    };
    await set(0);
    await post("samples", complete);
    await red().first().waitFor();
    await set(50);
    await page.getByRole("button", { name: "Allocate to backorders …" }).click();
    await page.getByText("gets its stock").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await red().count()).toBe(1);
    await page.getByRole("button", { name: "Allocate to backorders …" }).click();
    await page.getByRole("button", { name: "Allocate to 1 order" }).click();
    await expect.poll(() => red().count()).toBe(0);
  });
});

import { until } from "../../support/until.ts";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Someone with a browser who keeps what the console of the browser complains about. */
export class Visitor {
  readonly page: Page;
  /** Errors and warnings, refusals by the content security policy among them. */
  readonly complaints: string[] = [];
  readonly #url: string;

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: "en-US", ...options });
    return new Visitor(await context.newPage(), url);
  }

  private constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  /** @param view as the address names it: `orders` */
  async go(view: string): Promise<void> {
    await this.page.goto(`${this.#url}/#/${view}`);
    await this.page.getByRole("main").waitFor();
  }

  /** Until nothing on the page is asked for any more. */
  async loaded(): Promise<void> {
    await until("the view is loaded", async () => (await this.page.locator("main [aria-busy]").count()) === 0);
  }

  leave(): Promise<void> {
    return this.page.context().close();
  }

  /** Leaves. @throws Error with what the browser complained of */
  async leaveWithoutComplaint(): Promise<void> {
    await this.leave();
    if (this.complaints.length > 0) throw new Error(`the browser complained: ${this.complaints.join("; ")}`);
  }
}

export function launchChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"];
  if (executablePath === undefined) throw new Error("run this by npm run test:browser, which finds the browser");
  // Chromium's own sandbox does not start for root, as in many CI containers.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

import * as v from "valibot";
import { createApp } from "../../offline/console/app.ts";
import { Traffic } from "../../offline/console/flow/traffic.ts";
import { startConsole } from "../../offline/console/server.ts";
import type { OfflineRun } from "../../offline/run.ts";

const json = v.pipe(v.string(), v.parseJson());
const eventList = v.pipe(json, v.object({ events: v.array(v.object({ eventId: v.string() })) }));
const orderList = v.pipe(json, v.object({ orders: v.array(v.object({ orderId: v.string() })) }));

/** What the console's page gets, by path; each is asked as the page asks it. */
export class ConsoleReader {
  readonly responses = new Map<string, string>();
  readonly #url: string;

  /** Opens the console on a run, asks it for everything, and closes it. @throws Error for a response other than 200 */
  static async readAll(run: OfflineRun): Promise<ReadonlyMap<string, string>> {
    const web = await startConsole(0, () => Promise.resolve(createApp(run, new Traffic(run.aws, run.lambda), web.url)));
    try {
      const reader = new ConsoleReader(web.url);
      await reader.#readAll(run);
      return reader.responses;
    } finally {
      await web.close();
    }
  }

  private constructor(url: string) {
    this.#url = url;
  }

  async #readAll({ outputs, aws }: OfflineRun): Promise<void> {
    const lists = [
      "about",
      "snapshot",
      "events",
      "orders",
      "mails",
      "stock",
      "alarms",
      "alarm-history",
      "faults",
      "dead-letters",
      "logs",
    ];
    for (const path of lists) await this.#get(`/api/${path}`);
    for (const name of outputs.dashboardNames) await this.#get(`/api/dashboards/${name}`);
    const { events } = v.parse(eventList, this.responses.get("/api/events"));
    const { orders } = v.parse(orderList, this.responses.get("/api/orders"));
    for (const { eventId } of events) await this.#get(`/api/events/${eventId}`);
    for (const { orderId } of orders) await this.#get(`/api/orders/${orderId}`);
    for (const { Id } of aws.ses.messages()) await this.#get(`/api/mails/${Id}`);
    for (const name of Object.keys(aws.sqs.save())) await this.#get(`/api/queues/${name}`);
    for (const name of [outputs.ordersTable, outputs.journalTable]) await this.#get(`/api/tables/${name}`);
    await this.#command({ command: "replay", from: "1h", yes: false });
  }

  async #get(path: string): Promise<void> {
    this.responses.set(path, await textOf(await fetch(new URL(path, this.#url)), path));
  }

  async #command(command: object): Promise<void> {
    const body = JSON.stringify(command);
    const headers = { "content-type": "application/json", origin: this.#url };
    const response = await fetch(new URL("/api/commands", this.#url), { method: "POST", headers, body });
    this.responses.set(`/api/commands ${body}`, await textOf(response, body));
  }
}

async function textOf(response: Response, what: string): Promise<string> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`the console returned ${String(response.status)} for ${what}: ${text}`);
  return text;
}

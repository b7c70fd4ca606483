import http, { type RefinedResponse, type ResponseType } from "k6/http";
import { beginsLine, sentLine, type SentKind } from "../shared/profiles.ts";
import { openEvents } from "./events.ts";
import type { Settings } from "./settings.ts";
import { forge, signature } from "./sign.ts";

/** As long as Stripe's Checkout waits. */
const timeout = "10s";
const accepts = http.expectedStatuses(200);
const refuses = http.expectedStatuses(400);

/** Posts events of the traffic to the webhook, and writes down the responses. */
export class Sender {
  readonly #settings: Settings;
  readonly #events: ReturnType<typeof openEvents>;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#events = openEvents(settings);
  }

  send(index: number, kind: "first" | "again" = "first"): void {
    if (this.#settings.recordsBeginnings) console.log(beginsLine(index));
    const at = Date.now();
    const { method, url, body, params } = this.#request(index);
    this.#record(index, kind, at, http.request(method, url, body, params));
  }

  sendAtOnce(index: number, copies: number): void {
    const at = Date.now();
    const requests = Array.from({ length: copies }, () => this.#request(index));
    for (const [nth, response] of http.batch(requests).entries()) {
      this.#record(index, nth === 0 ? "first" : "again", at, response);
    }
  }

  /** What no webhook may accept. Not among the events whose responses are measured. */
  forge(index: number): void {
    const at = Date.now();
    const { webhookUrl, webhookSecret } = this.#settings;
    const forged = forge(this.#events.forgedBody(index), webhookSecret, index);
    const response = http.post(webhookUrl, forged.body, {
      headers: headers(forged.signature),
      timeout,
      tags: { kind: "forged" },
      responseCallback: refuses,
    });
    this.#record(index, "forged", at, response);
  }

  #request(index: number) {
    const { webhookUrl, webhookSecret } = this.#settings;
    const { isThin } = this.#settings;
    const body = isThin ? this.#events.thinBody(index) : this.#events.body(index);
    const params = {
      headers: headers(signature(body, webhookSecret)),
      timeout,
      tags: { kind: "event" },
      responseCallback: accepts,
    };
    return { method: "POST", url: webhookUrl, body, params };
  }

  #record(index: number, kind: SentKind, at: number, response: RefinedResponse<ResponseType | undefined>): void {
    if (!this.#settings.records) return;
    const { status, timings } = response;
    console.log(sentLine({ index, kind, at, status, milliseconds: timings.duration }));
  }
}

function headers(stripeSignature: string | undefined): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    ...(stripeSignature === undefined ? {} : { "stripe-signature": stripeSignature }),
  };
}

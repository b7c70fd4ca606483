import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text as textOf } from "node:stream/consumers";
import * as v from "valibot";
import { sampleApiVersion, sampleId, thinEventOf } from "../samples/index.ts";
import { LostResponse } from "../../aws-offline/gateway/aws-error.ts";
import { isObject } from "../../aws-offline/input.ts";
import { tokenBucket } from "../../aws-offline/services/api-gateway/token-bucket.ts";
import { AccountStore } from "./account-store.ts";
import { savedAccount } from "./saved-account.ts";
import { readParameters } from "./parameters.ts";
import { RefundPatience } from "./patience.ts";
import { findRoute } from "./routes.ts";
import { StripeApiError, failed, invalid } from "./stripe-error.ts";
import { isStripeObject, numberOf, type StripeObject } from "./stripe-object.ts";
import { isEvent } from "./v2/events.ts";
import type { StripeResponse, StripeApiOptions, StripeInterceptor, StripeRequest } from "./types.ts";

/** Stripe has no such route: here a sample's event is made known, so that a thin event of it can be posted. */
const ownEvents = "/offline/events";

/** What Stripe knows, by connected account; without one, of the platform itself. */
export const savedStripe = v.array(v.object({ account: v.exactOptional(v.string()), ...savedAccount.entries }));
export type SavedStripe = v.InferOutput<typeof savedStripe>;

/** Stripe's own, per account. */
const requestsPerSecond = { live: 100, test: 25 };

/** The API behind the wire: keys, versions, rates, accounts, and what is known. */
export class StripeService {
  readonly listeners: ((request: StripeRequest, status: number) => void)[] = [];
  readonly interceptors: StripeInterceptor[] = [];
  readonly #options: StripeApiOptions;
  readonly #stores = new Map<string | undefined, AccountStore>();
  readonly #livemode: boolean;
  readonly #mayPass: () => boolean;
  readonly #patience: RefundPatience;
  /** Responses by idempotency key. */
  readonly #responses = new Map<string, StripeResponse>();

  constructor(options: StripeApiOptions) {
    this.#options = options;
    this.#patience = new RefundPatience(options.patienceMilliseconds);
    this.#livemode = /^[sr]k_live_/u.test(options.apiKey);
    const rate = requestsPerSecond[this.#livemode ? "live" : "test"] * options.clock.scale;
    const bucket = tokenBucket({ ratePerSecond: rate, burst: rate }, () => options.clock.now());
    this.#mayPass = options.rateLimited === true ? bucket : () => true;
  }

  learn(event: unknown): void {
    if (!isStripeObject(event)) return;
    // A thin event carries no object, the stub of an oversize one next to none.
    if (event.object === "event" && event["oversize"] !== true) this.#addEvent(event, true);
    if (event.object === "v2.core.event") this.#storeOf(accountOf(text(event["context"]))).markDelivered(event.id);
  }

  put(object: unknown, account?: string, asOf?: number): void {
    if (!isStripeObject(object)) {
      throw new Error("a Stripe object needs an id and an object");
    }
    if (object.object === "event") {
      this.#addEvent(object, false);
    } else {
      this.#storeOf(accountOf(account)).absorb(object, asOf ?? numberOf(object["created"]));
    }
  }

  save(): SavedStripe {
    return [...this.#stores].map(([account, store]) => ({
      ...(account === undefined ? {} : { account }),
      ...store.save(),
    }));
  }

  restore(saved: SavedStripe): void {
    for (const { account, ...kept } of saved) this.#storeOf(account).restore(kept);
  }

  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = sampleId("req", randomUUID());
    const url = new URL(message.url ?? "/", "http://stripe");
    const request: StripeRequest = {
      method: message.method ?? "",
      path: url.pathname,
      parameters: {},
      account: accountOf(oneHeader(message, "stripe-context")) ?? oneHeader(message, "stripe-account"),
    };
    const result = await this.#respond(message, request, url.search.slice(1), requestId);
    if (result === undefined) {
      response.destroy();
      return;
    }
    response.writeHead(result.status, {
      "content-type": "application/json",
      "request-id": requestId,
      "stripe-version": sampleApiVersion,
      ...result.headers,
    });
    response.end(JSON.stringify(result.body, null, 2));
    this.listeners.forEach((listener) => listener(request, result.status));
  }

  /** @returns undefined where an interceptor took the response away */
  async #respond(
    message: IncomingMessage,
    request: StripeRequest,
    query: string,
    requestId: string,
  ): Promise<StripeResponse | undefined> {
    try {
      const body = await textOf(message);
      this.#checkKey(message);
      this.#checkVersion(message);
      // Not Stripe's own, so its limits do not hold for it.
      if (request.path === ownEvents) return { status: 200, body: this.#take(body) };
      this.#checkRate();
      request.parameters = readParameters(request.path, query, body);
      const respond = (): StripeResponse => this.#once(oneHeader(message, "idempotency-key"), request);
      const around = this.interceptors.reduceRight<() => Promise<StripeResponse>>(
        (next, interceptor) => () => interceptor(request, next),
        async () => {
          await this.#patience.wait(request, this.#storeOf(request.account));
          return respond();
        },
      );
      return await around();
    } catch (thrown) {
      if (thrown instanceof LostResponse) return undefined;
      const error = thrown instanceof StripeApiError ? thrown : failed(thrown);
      const headers = error.status === 429 ? { "stripe-rate-limited-reason": "global-rate" } : {};
      const log = `https://dashboard.stripe.com/${this.#livemode ? "" : "test/"}logs/${requestId}`;
      return { status: error.status, body: error.body(log), headers };
    }
  }

  #checkKey(message: IncomingMessage): void {
    const authorization = message.headers.authorization ?? "";
    const [scheme = "", value = ""] = authorization.split(" ");
    const basic = Buffer.from(value, "base64").toString("utf8").split(":")[0] ?? "";
    const key = scheme.toLowerCase() === "basic" ? basic : value;
    if (key === "") {
      throw new StripeApiError(401, "You did not provide an API key: send it as the Authorization header's bearer.");
    }
    const { apiKey } = this.#options;
    // Beside a restricted key, which reads, there is a full one of the same name.
    if (key !== apiKey && key !== apiKey.replace(/^rk_/u, "sk_")) {
      const shown = `${key.slice(0, 8)}${"*".repeat(8)}${key.slice(-4)}`;
      throw new StripeApiError(401, `Invalid API Key provided: ${shown}`);
    }
    if (key.startsWith("rk_") && message.method !== "GET") {
      throw new StripeApiError(
        403,
        "The provided key does not have the required permissions for this endpoint on this account.",
        { code: "more_permissions_required" },
      );
    }
  }

  /** Objects are returned in the shape in which they came: no other version is made of them. */
  #checkVersion(message: IncomingMessage): void {
    const version = oneHeader(message, "stripe-version");
    if (version !== undefined && version !== sampleApiVersion) {
      throw invalid(`Stripe-Version ${version}: the offline run returns ${sampleApiVersion} only`);
    }
  }

  #checkRate(): void {
    if (!this.#mayPass()) {
      throw new StripeApiError(429, "Request rate limit exceeded. Learn more: https://docs.stripe.com/rate-limits", {
        code: "rate_limit",
      });
    }
  }

  /** A POST with an idempotency key that got a response before gets the same one. */
  #once(key: string | undefined, request: StripeRequest): StripeResponse {
    const scope = `${request.account ?? ""} ${request.method} ${request.path} ${key ?? ""}`;
    const before = key === undefined ? undefined : this.#responses.get(scope);
    if (before !== undefined) {
      return { ...before, headers: { "idempotent-replayed": "true" } };
    }
    const { handle, id } = findRoute(request.method, request.path);
    const context = {
      store: this.#storeOf(request.account),
      livemode: this.#livemode,
      account: request.account,
      now: Math.floor(this.#options.clock.now() / 1000),
      emit: (event: StripeObject) => {
        this.#addEvent(event, false);
        this.#options.onEvent?.(event);
      },
    };
    const { behindSeconds } = request;
    const { clock } = this.#options;
    const knownBy =
      behindSeconds === undefined ? Number.POSITIVE_INFINITY : clock.now() - clock.real(behindSeconds * 1000);
    const body = context.store.behind(knownBy, () => handle(request.parameters, context, id));
    const response = { status: 200, body };
    if (key !== undefined && request.method === "POST") {
      this.#responses.set(scope, response);
    }
    return response;
  }

  /** Takes a snapshot event that Stripe made and has not delivered. @returns its thin event, as Stripe would post it */
  #take(body: string): object {
    const event: unknown = JSON.parse(body);
    if (!isEvent(event)) throw invalid("not a snapshot event");
    this.#addEvent(event, false);
    return thinEventOf(event);
  }

  #addEvent(event: StripeObject, delivered: boolean): void {
    const store = this.#storeOf(text(event["account"]) ?? accountOf(text(event["context"])));
    store.addEvent(event, delivered);
    const object = isObject(event["data"]) ? event["data"]["object"] : undefined;
    if (isStripeObject(object)) {
      store.absorb(object, numberOf(event["created"]));
      this.#patience.learned();
    }
  }

  #storeOf(account: string | undefined): AccountStore {
    const store = this.#stores.get(account) ?? new AccountStore(() => this.#options.clock.now());
    this.#stores.set(account, store);
    return store;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An organisation's context names an account, or one below another: `acct_1`, `acct_1/acct_2`. */
function accountOf(context: string | undefined): string | undefined {
  return context?.slice(context.lastIndexOf("/") + 1);
}

function oneHeader(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

import { once } from "node:events";
import { createServer } from "../../aws-offline/node-http.ts";
import type { AddressInfo } from "node:net";
import { isLocal } from "../../aws-offline/gateway/server.ts";
import { StripeService, type SavedStripe } from "./stripe-service.ts";
import type { StripeApiOptions, StripeInterceptor, StripeRequest } from "./types.ts";

export interface OfflineStripeApi {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** An event that passed the webhook: Stripe knows it, delivered, and the state of its object at that time. */
  learn(event: unknown): void;
  /**
   * An object that Stripe knows without an event, with all that it contains (line items, invoice lines, products). An
   * event: one that was never delivered. `account` is the connected account. An event that is newer than `asOf` (epoch
   * seconds; default: the object's creation) brings the object into its own state.
   */
  put(object: unknown, account?: string, asOf?: number): void;
  /** What is known, for {@link restore} of another run. */
  save(): SavedStripe;
  restore(saved: SavedStripe): void;
  onRequest(listener: (request: StripeRequest, status: number) => void): void;
  /** Adds an interceptor inside those added before; the function returned takes it out. */
  use(interceptor: StripeInterceptor): () => void;
  close(): Promise<void>;
}

/**
 * Stripe's API as far as the program, the operator's commands and the tests use it; every other route is refused by name.
 * @throws Error with code `EADDRINUSE` when the port is taken.
 */
export async function startStripeApi(options: StripeApiOptions): Promise<OfflineStripeApi> {
  const api = new StripeService(options);
  const server = createServer((message, response) => {
    if (isLocal(message)) void api.serve(message, response);
    else response.writeHead(403).end();
  });
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    learn: (event) => api.learn(event),
    put: (object, account, asOf) => api.put(object, account, asOf),
    save: () => api.save(),
    restore: (saved) => api.restore(saved),
    onRequest: (listener) => void api.listeners.push(listener),
    use(interceptor) {
      api.interceptors.push(interceptor);
      return () => void api.interceptors.splice(api.interceptors.indexOf(interceptor), 1);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

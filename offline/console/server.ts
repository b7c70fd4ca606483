import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "../../packages/aws-offline/node-http.ts";
import type { AddressInfo } from "node:net";
import { isLocal } from "../../packages/aws-offline/gateway/server.ts";

/** What handles a request once it was admitted. */
export interface ConsoleApp {
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

/** `require-trusted-types-for` makes Chromium refuse any text that would become HTML or script; lit-html has a policy of its own. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html",
].join("; ");

const securityHeaders = {
  "content-security-policy": contentSecurityPolicy,
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Serves the console on 127.0.0.1. A foreign Host or Origin is refused, and a POST that is not this page's own.
 * @param load makes the handler; called at the first request, so that a run that nobody looks at does not pay for it
 */
export async function startConsole(
  port: number,
  load: () => Promise<ConsoleApp>,
): Promise<{ url: string; close(): Promise<void> }> {
  let loading: Promise<ConsoleApp> | undefined;
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const refusal = refusalOf(request);
    if (refusal !== undefined) {
      respond(response, refusal.status, refusal.message);
      return;
    }
    loading ??= load();
    loading
      .then((app) => app.handle(request, response, new URL(request.url ?? "/", "http://127.0.0.1")))
      .catch((cause: unknown) => {
        if (response.headersSent) response.destroy();
        else respond(response, 500, cause instanceof Error ? cause.message : String(cause));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(bound)}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

interface Refusal {
  readonly status: number;
  readonly message: string;
}

function refusalOf(request: IncomingMessage): Refusal | undefined {
  if (!isLocal(request)) return { status: 421, message: "This server serves 127.0.0.1 and localhost only." };
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  if (request.method !== "POST") return { status: 405, message: "GET and POST only." };
  // Another page on this machine is local too: what changes something is for the console's own page alone.
  if (request.headers.origin !== `http://${request.headers.host ?? ""}`) {
    return { status: 403, message: "This can be asked from the console's own page only." };
  }
  if (!/^application\/json\b/iu.test(request.headers["content-type"] ?? "")) {
    return { status: 415, message: "The body must be application/json." };
  }
  return undefined;
}

function respond(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
  response.end(`${message}\n`);
}

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "../node-http.ts";
import type { AddressInfo } from "node:net";

/** DynamoDB's own limit on a request, the largest of the services here. */
const maxBodyBytes = 16 * 1024 * 1024;

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  bytes: number,
) => Promise<void>;

export interface Listening {
  port: number;
  close(): Promise<void>;
}

/**
 * An HTTP server on the loopback. A request whose Host or Origin is another machine's name is refused, so that a web
 * page cannot reach the services by rebinding its own name to 127.0.0.1.
 * @throws an error with code EADDRINUSE when the port is taken.
 */
export async function listen(port: number, handle: Handler): Promise<Listening> {
  const server = createServer((request, response) => {
    if (!isLocal(request)) {
      refuse(response, 403, "this endpoint serves 127.0.0.1 and localhost only");
      return;
    }
    readBody(request, (body, bytes) => {
      if (body === undefined) {
        refuse(response, 413, `the request is larger than ${String(maxBodyBytes)} bytes`);
        return;
      }
      handle(request, response, body, bytes).catch((error: unknown) => {
        if (!response.headersSent) refuse(response, 500, error instanceof Error ? error.message : String(error));
        else response.destroy();
      });
    });
  });
  // Longer than the SDK's agents keep a socket, so that it is never closed under a request being written.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function readBody(request: IncomingMessage, done: (body: string | undefined, bytes: number) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  });
  request.on("end", () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    // A binary body keeps all its bytes this way.
    const encoding = request.headers["content-type"] === "application/cbor" ? "latin1" : "utf8";
    done(bytes > maxBodyBytes ? undefined : (body?.toString(encoding) ?? ""), bytes);
  });
}

const localNames = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** A page elsewhere could point a name of its own at this address: only local names, as host and as origin, are served. */
export function isLocal(request: IncomingMessage): boolean {
  const host = request.headers.host?.replace(/:\d+$/, "").toLowerCase() ?? "";
  const { origin } = request.headers;
  return isLocalName(host) && (origin === undefined || isLocalName(hostOf(origin)));
}

/** Names under `.localhost` stay on this machine by RFC 6761; SDKs make them by putting a prefix before the endpoint. */
function isLocalName(host: string): boolean {
  return localNames.has(host) || host.endsWith(".localhost");
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ message }));
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

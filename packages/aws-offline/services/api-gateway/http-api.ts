import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "../../node-http.ts";
import type { AddressInfo } from "node:net";
import { AwsError } from "../../gateway/aws-error.ts";
import type { LambdaService } from "../lambda/runtime/types.ts";
import { accessLogRenderer, type AccessLogEntry } from "./access-log.ts";
import { responseOf, gatewayResponse, type HttpResponse } from "./response.ts";
import { domainNameOf, payloadOf, requestTime, type ApiIdentity } from "./payload.ts";
import { tokenBucket, type Throttle } from "./token-bucket.ts";

interface Route {
  /** `POST`, or `ANY`. */
  method: string;
  /** Whole and without parameters: `/orders/new`. */
  path: string;
  functionName: string;
}

export interface HttpApiOptions {
  identity: ApiIdentity;
  routes: readonly Route[];
  /** Of each route. */
  throttle: Throttle;
  lambda: Pick<LambdaService, "invoke">;
  /** The stage's: text with `$context` variables. */
  accessLogFormat?: string;
  /** Each request once, with the line that the format gives. */
  onAccess?: (entry: AccessLogEntry, line: string) => void;
  /** Of the function's response; 30 s as on AWS, shorter for tests. */
  integrationTimeoutMilliseconds?: number;
  /** For the throttle, in milliseconds. */
  now?: () => number;
}

export interface HttpApi {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Refuses new requests and lets those in work end. */
  close(): Promise<void>;
}

const bodyLimitBytes = 10 * 1024 * 1024;
/** Request line and headers together. */
const headerLimitBytes = 10_240;
const integrationTimeoutMilliseconds = 30_000;
/** Longer than clients keep an idle connection: the side that sends next should be the one that ends it. */
const keepAliveMilliseconds = 65_000;

/** A port that is taken before the routes are known; every request gets 503 until `serve` is called. */
export interface OpenPort {
  readonly url: string;
  /** @throws Error for a route or log format that is not supported. */
  serve(options: HttpApiOptions): HttpApi;
  close(): Promise<void>;
}

/**
 * Takes a port on the loopback interface.
 * @param port 0 takes any free one
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function openPort(port: number): Promise<OpenPort> {
  let handle = (_message: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(503).end();
  };
  const server = createServer({ maxHeaderSize: headerLimitBytes }, (message, response) => handle(message, response));
  server.keepAliveTimeout = keepAliveMilliseconds;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: bound } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${bound}`;
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return {
    url,
    serve(options) {
      const find = routeFinder(options);
      const render = accessLogRenderer(options.accessLogFormat ?? "");
      const log = (entry: AccessLogEntry): void => options.onAccess?.(entry, render(entry));
      handle = (message, response) => void serve(message, response, options, { find, log });
      return { url, port: bound, close };
    },
    close,
  };
}

/** API Gateway's HTTP API before Lambda functions, on a port of its own. */
export async function startHttpApi(options: HttpApiOptions & { port: number }): Promise<HttpApi> {
  const port = await openPort(options.port);
  return port.serve(options);
}

interface FoundRoute {
  routeKey: string;
  functionName: string;
  mayPass: () => boolean;
}

type RouteFinder = (method: string, path: string) => FoundRoute | undefined;

function routeFinder({ routes, throttle, now = () => performance.now() }: HttpApiOptions): RouteFinder {
  const known = new Map<string, FoundRoute>();
  for (const { method, path, functionName } of routes) {
    if (!path.startsWith("/") || path.includes("{")) {
      throw new Error(`route ${method} ${path}: only whole paths without parameters are supported by the offline run`);
    }
    const routeKey = `${method} ${path}`;
    known.set(routeKey, { routeKey, functionName, mayPass: tokenBucket(throttle, now) });
  }
  return (method, path) => known.get(`${method} ${path}`) ?? known.get(`ANY ${path}`);
}

interface Exchange {
  requestId: string;
  /** Epoch milliseconds. */
  at: number;
  path: string;
  route: FoundRoute | undefined;
  integrationMilliseconds?: number;
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  options: HttpApiOptions,
  { find, log }: { find: RouteFinder; log: (entry: AccessLogEntry) => void },
): Promise<void> {
  const startedAt = performance.now();
  const path = (message.url ?? "/").split("?", 1)[0] ?? "/";
  // API Gateway's request ids are 16 characters of base64.
  const requestId = `${randomBytes(12).toString("base64url").slice(0, 15)}=`;
  const exchange: Exchange = { requestId, at: Date.now(), path, route: find(message.method ?? "", path) };
  let result: HttpResponse;
  try {
    result = await respondTo(message, exchange, options);
  } catch {
    // The caller went away before the request was whole.
    message.destroy();
    return;
  }
  const { status, headers, cookies, body } = result;
  response.writeHead(status, {
    ...headers,
    "content-length": body.length,
    "apigw-requestid": requestId,
    ...(cookies.length === 0 ? {} : { "set-cookie": cookies }),
    // The rest of a body that is too large is not read.
    ...(status === 413 ? { connection: "close" } : {}),
  });
  response.end(body);
  log(entryOf(message, exchange, result, options.identity, performance.now() - startedAt));
}

async function respondTo(message: IncomingMessage, exchange: Exchange, options: HttpApiOptions): Promise<HttpResponse> {
  const { requestId, at, route } = exchange;
  if (route === undefined || !route.mayPass()) {
    message.resume();
    return route === undefined ? gatewayResponse(404, "Not Found") : gatewayResponse(429, "Too Many Requests");
  }
  const body = await readBody(message);
  if (body === undefined) {
    return gatewayResponse(413, "Request Entity Too Large");
  }
  const traceId = `Root=1-${Math.floor(at / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
  const { identity } = options;
  const payload = payloadOf(message, { identity, requestId, at, routeKey: route.routeKey, traceId, body });
  const calledAt = performance.now();
  const response = await integrate(options, route.functionName, payload);
  exchange.integrationMilliseconds = performance.now() - calledAt;
  return response;
}

/** Undefined when it is longer than API Gateway takes. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(message.headers["content-length"] ?? 0) > bodyLimitBytes) {
    return undefined;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  // The loop must not destroy the connection when it is left: the 413 goes out on it.
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyLimitBytes) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function integrate(
  { lambda, integrationTimeoutMilliseconds: limit = integrationTimeoutMilliseconds }: HttpApiOptions,
  functionName: string,
  payload: object,
): Promise<HttpResponse> {
  const { promise: late, resolve } = Promise.withResolvers<HttpResponse>();
  const unavailable = gatewayResponse(503, "Service Unavailable", "the integration did not respond in time");
  const timer = setTimeout(resolve, limit, unavailable);
  try {
    return await Promise.race([lambda.invoke(functionName, payload).then(responseOf), late]);
  } catch (error) {
    if (error instanceof AwsError && error.code === "RequestTooLargeException") {
      return gatewayResponse(413, "Request Entity Too Large", error.message);
    }
    return gatewayResponse(500, "Internal Server Error", error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

function entryOf(
  message: IncomingMessage,
  { requestId, at, path, route, integrationMilliseconds }: Exchange,
  { status, body, integrationError }: HttpResponse,
  identity: ApiIdentity,
  milliseconds: number,
): AccessLogEntry {
  return {
    requestId,
    requestTime: requestTime(at),
    requestTimeEpoch: String(at),
    "identity.sourceIp": message.socket.remoteAddress ?? "-",
    "identity.userAgent": message.headers["user-agent"] ?? "-",
    httpMethod: message.method ?? "-",
    routeKey: route?.routeKey ?? "-",
    path,
    protocol: `HTTP/${message.httpVersion}`,
    status: String(status),
    responseLength: String(body.length),
    responseLatency: String(Math.round(milliseconds)),
    integrationLatency: integrationMilliseconds === undefined ? "-" : String(Math.round(integrationMilliseconds)),
    integrationErrorMessage: integrationError ?? "-",
    domainName: domainNameOf(identity),
    stage: "$default",
  };
}

import { AwsError, notSupported } from "../aws-error.ts";
import type { AwsService, Input, Protocol, Route } from "../types.ts";
import { decodeCbor } from "./cbor.ts";
import { decodeQuery } from "./query.ts";

export interface RawRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of CBOR one character a byte. */
  body: string;
}

export interface Decoded {
  action: string;
  input: Input;
}

export interface Scope {
  accessKeyId: string;
  service: string;
}

/**
 * Reads access key and service from the SigV4 credential scope. The signature itself is not checked: the gateway
 * listens on the loopback only, and who knows an access key id there can read the secret as well.
 */
export function readScope(request: RawRequest): Scope {
  const authorization = header(request, "authorization") ?? "";
  const match = /^AWS4-HMAC-SHA256 .*Credential=([^/,\s]+)\/\d{8}\/[^/,\s]+\/([^/,\s]+)\/aws4_request/.exec(
    authorization,
  );
  const [, accessKeyId, service] = match ?? [];
  if (accessKeyId === undefined || service === undefined) {
    throw new AwsError("MissingAuthenticationTokenException", "Request is missing Authentication Token", {
      status: 403,
      queryCode: "MissingAuthenticationToken",
    });
  }
  return { accessKeyId, service };
}

/** The service by its name in the scope, else by the target's prefix, else by the Query action. */
export function recognise(
  services: ReadonlyMap<string, AwsService>,
  name: string | undefined,
  request: RawRequest,
): AwsService | undefined {
  const byName = name === undefined ? undefined : services.get(name);
  if (byName !== undefined) return byName;
  return [...services.values()].find((service) =>
    [service.protocol, ...(service.otherProtocols ?? [])].some((protocol) => speaks(protocol, request, service)),
  );
}

/** The one of a service's protocols that a request is in. */
export function protocolOf(service: AwsService, request: RawRequest): Protocol {
  return service.otherProtocols?.find((protocol) => speaks(protocol, request, service)) ?? service.protocol;
}

function speaks(protocol: Protocol, request: RawRequest, { operations }: AwsService): boolean {
  const prefix = header(request, "x-amz-target")?.split(".")[0];
  if (protocol.kind === "json") return protocol.targetPrefix === prefix;
  if (protocol.kind === "cbor") return cborAction(protocol.service, request) !== undefined;
  if (protocol.kind === "rest-json" || prefix !== undefined) return false;
  // Not read whole: the body may be large, and is read when the protocol is known.
  const action = /(?:^|&)Action=(\w+)/u.exec(request.body)?.[1];
  return action !== undefined && Object.hasOwn(operations, action);
}

/** `/service/GraniteServiceVersion20100801/operation/ListMetrics` */
function cborAction(service: string, { url }: RawRequest): string | undefined {
  const [, found, action] = /^\/service\/(\w+)\/operation\/(\w+)$/u.exec(url.pathname) ?? [];
  return found === service ? action : undefined;
}

/** The action and its input, in the protocol that the request is in. */
export function decode(service: AwsService, protocol: Protocol, request: RawRequest): Decoded | Promise<Decoded> {
  if (protocol.kind === "rest-json") return decodeRest(service.name, protocol.routes, request);
  if (protocol.kind === "cbor") {
    const action = cborAction(protocol.service, request) ?? "";
    return decodeCbor(request.body).then((input) => ({ action, input }));
  }
  if (protocol.kind === "query") {
    const form = new URLSearchParams(request.body);
    const action = form.get("Action");
    // A newer API of the same service, such as SES's version 2, has paths.
    const { pathname } = request.url;
    if (action === null && pathname !== "/") throw notSupported(`${service.name} ${request.method} ${pathname}`);
    if (action === null) throw new AwsError("MissingAction", "The request must contain the parameter Action");
    form.delete("Action");
    form.delete("Version");
    return { action, input: decodeQuery(form) };
  }
  const action = header(request, "x-amz-target")?.split(".")[1];
  if (action === undefined) throw notSupported(`a request to ${service.name} without X-Amz-Target`);
  return { action, input: parseJson(request.body) };
}

function decodeRest(service: string, routes: readonly Route[], request: RawRequest): Decoded {
  const path = request.url.pathname;
  for (const route of routes) {
    const parameters = route.method === request.method ? matchPath(route.path, path) : undefined;
    if (parameters === undefined) continue;
    const query = Object.fromEntries(request.url.searchParams);
    const headers = {
      $invocationType: header(request, "x-amz-invocation-type"),
      $logType: header(request, "x-amz-log-type"),
    };
    const body = route.payload === undefined ? parseJson(request.body) : { [route.payload]: request.body };
    return { action: route.action, input: { ...headers, ...query, ...body, ...parameters } };
  }
  throw notSupported(`${service} ${request.method} ${path}`);
}

function matchPath(pattern: string, path: string): Input | undefined {
  const wanted = pattern.split("/");
  const actual = path.replace(/\/$/, "").split("/");
  if (wanted.length !== actual.length) return undefined;
  const parameters: Input = {};
  for (const [index, part] of wanted.entries()) {
    const value = decodeURIComponent(actual[index] ?? "");
    if (part.startsWith("{")) parameters[part.slice(1, -1)] = value;
    else if (part !== value) return undefined;
  }
  return parameters;
}

function parseJson(body: string): Input {
  if (body === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new AwsError("SerializationException", "The request's body is not JSON", { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Input;
  throw new AwsError("SerializationException", "The request's body is not a JSON object");
}

function header(request: RawRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

import type { IncomingMessage } from "node:http";

/** The parts of the API and its stage that every payload names. */
export interface ApiIdentity {
  accountId: string;
  apiId: string;
  region: string;
}

export function domainNameOf({ apiId, region }: ApiIdentity): string {
  return `${apiId}.execute-api.${region}.amazonaws.com`;
}

/** What the payload says beside the message itself. */
export interface ApiRequest {
  identity: ApiIdentity;
  requestId: string;
  /** Epoch milliseconds. */
  at: number;
  /** `POST /orders/new` or `$default`. */
  routeKey: string;
  traceId: string;
  body: Buffer;
}

/** Media types that API Gateway passes as text; all others are base64, form data too. */
const textTypes = /^(?:text\/.+|application\/(?:json|xml|javascript)|[^;]+\+(?:json|xml))$/u;

/**
 * The event of payload format 2.0.
 * docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function payloadOf(message: IncomingMessage, request: ApiRequest): Record<string, unknown> {
  const { identity, requestId, at, routeKey, traceId } = request;
  const url = message.url ?? "/";
  const [rawPath, rawQueryString] = split(url, "?");
  const { cookie, ...headers } = joinedHeaders(message);
  const query = new URLSearchParams(rawQueryString);
  return {
    version: "2.0",
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*|,\s*/u) }),
    headers: {
      ...headers,
      "x-amzn-trace-id": traceId,
      "x-forwarded-for": message.socket.remoteAddress ?? "",
      "x-forwarded-port": String(message.socket.localPort ?? ""),
      "x-forwarded-proto": "http",
    },
    ...(rawQueryString === "" ? {} : { queryStringParameters: joinedQuery(query) }),
    requestContext: {
      accountId: identity.accountId,
      apiId: identity.apiId,
      domainName: domainNameOf(identity),
      domainPrefix: identity.apiId,
      http: {
        method: message.method ?? "",
        path: rawPath,
        protocol: `HTTP/${message.httpVersion}`,
        sourceIp: message.socket.remoteAddress ?? "",
        userAgent: message.headers["user-agent"] ?? "",
      },
      requestId,
      routeKey,
      stage: "$default",
      time: requestTime(at),
      timeEpoch: at,
    },
    ...bodyOf(request.body, message.headers["content-type"]),
  };
}

/** `12/Mar/2026:19:03:58 +0000`, as API Gateway writes times. */
export function requestTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}

/** Text where the media type and the bytes allow it. A body that is not UTF-8 must not lose a byte: it is signed. */
function bodyOf(body: Buffer, contentType: string | undefined): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) {
    return { isBase64Encoded: false };
  }
  const mediaType = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (textTypes.test(mediaType)) {
    try {
      return { body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body), isBase64Encoded: false };
    } catch {
      // Not UTF-8: as bytes below.
    }
  }
  return { body: body.toString("base64"), isBase64Encoded: true };
}

/** Names in lower case, duplicates joined by a comma. */
function joinedHeaders(message: IncomingMessage): Record<string, string> {
  const joined = Object.entries(message.headersDistinct).map(([name, values = []]) => [name, values.join(",")]);
  return Object.fromEntries(joined) as Record<string, string>;
}

function joinedQuery(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(",")]));
}

function split(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

import { isObject } from "../../input.ts";
import type { InvokeResult } from "../lambda/runtime/types.ts";

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  /** Each is a `set-cookie` header. */
  cookies: string[];
  body: Buffer;
  /** Why the integration's response was not passed on; for the access log. */
  integrationError?: string;
}

/** A response of API Gateway itself. */
export function gatewayResponse(status: number, message: string, integrationError?: string): HttpResponse {
  return {
    status,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: Buffer.from(JSON.stringify({ message })),
    ...(integrationError === undefined ? {} : { integrationError }),
  };
}

/** What the caller gets of a function's response; format 2.0 infers what is not said. */
export function responseOf(result: InvokeResult): HttpResponse {
  if (!result.ok) {
    return gatewayResponse(500, "Internal Server Error", `${result.errorType}: ${result.errorMessage}`);
  }
  const { payload } = result;
  if (!isObject(payload) || payload["statusCode"] === undefined) {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    return { status: 200, headers: { "content-type": "application/json" }, cookies: [], body: Buffer.from(text) };
  }
  return (
    explicitResponse(payload) ??
    gatewayResponse(500, "Internal Server Error", "the function's response is not one of payload format 2.0")
  );
}

/** Undefined for what API Gateway calls a malformed Lambda proxy response. */
function explicitResponse(payload: Record<string, unknown>): HttpResponse | undefined {
  const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded = false } = payload;
  if (
    typeof statusCode !== "number" ||
    !Number.isInteger(statusCode) ||
    statusCode < 200 ||
    statusCode > 599 ||
    !isObject(headers) ||
    !Object.values(headers).every((value) => ["string", "number", "boolean"].includes(typeof value)) ||
    !isTexts(cookies) ||
    typeof body !== "string" ||
    typeof isBase64Encoded !== "boolean"
  ) {
    return undefined;
  }
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status: statusCode,
    headers: { "content-type": "text/plain; charset=utf-8", ...Object.fromEntries(named) },
    cookies,
    body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8"),
  };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

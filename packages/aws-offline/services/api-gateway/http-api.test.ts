import { request, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { AwsError } from "../../gateway/aws-error.ts";
import type { InvokeResult } from "../lambda/runtime/types.ts";
import type { AccessLogEntry } from "./access-log.ts";
import { startHttpApi, type HttpApi } from "./http-api.ts";

const open: HttpApi[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

interface Payload {
  headers: Record<string, string>;
  body?: string;
  isBase64Encoded: boolean;
  cookies?: string[];
}

const success = (payload: unknown): InvokeResult => ({ ok: true, payload, requestId: "1" });

async function start(
  handler: (payload: Payload) => InvokeResult | Promise<InvokeResult> = () => success({ statusCode: 200 }),
  changes: Partial<Parameters<typeof startHttpApi>[0]> = {},
) {
  const payloads: Payload[] = [];
  const log: { entry: AccessLogEntry; line: string }[] = [];
  const api = await startHttpApi({
    port: 0,
    identity: { accountId: "000000000000", apiId: "offline", region: "ap-southeast-1" },
    routes: [{ method: "POST", path: "/webhook/stripe", functionName: "stripe-webhook" }],
    throttle: { ratePerSecond: 500, burst: 1000 },
    lambda: {
      invoke: async (_name, payload) => {
        payloads.push(payload as Payload);
        return handler(payload as Payload);
      },
    },
    onAccess: (entry, line) => void log.push({ entry, line }),
    ...changes,
  });
  open.push(api);
  const post = (body: Buffer | string, headers: Record<string, string | string[]> = {}, path = "/webhook/stripe") =>
    send(`${api.url}${path}`, body, headers);
  return { api, payloads, log, post };
}

function send(url: string, body: Buffer | string, headers: Record<string, string | string[]>) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const sent = request(url, { method: "POST", headers: { connection: "close", ...headers } }, (response) => {
      text(response).then(
        (received) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received }),
        reject,
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const json = { "content-type": "application/json; charset=utf-8" };

describe("the payload", () => {
  it("is format 2.0", async () => {
    const { post, payloads } = await start();
    await post(
      '{"a":"ü"}',
      {
        ...json,
        "Stripe-Signature": "t=1,v1=a",
        "X-Twice": ["1", "2"],
        "user-agent": "Stripe/1.0",
        cookie: "a=1; b=2",
      },
      "/webhook/stripe?x=1&x=2&y=%20",
    );
    expect(payloads[0]).toMatchObject({
      version: "2.0",
      routeKey: "POST /webhook/stripe",
      rawPath: "/webhook/stripe",
      rawQueryString: "x=1&x=2&y=%20",
      queryStringParameters: { x: "1,2", y: " " },
      cookies: ["a=1", "b=2"],
      headers: { "stripe-signature": "t=1,v1=a", "x-twice": "1,2", "content-length": "10" },
      body: '{"a":"ü"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: "000000000000",
        apiId: "offline",
        http: {
          method: "POST",
          path: "/webhook/stripe",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "Stripe/1.0",
        },
        stage: "$default",
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/u) as string,
      },
    });
    expect(payloads[0]?.headers["cookie"]).toBeUndefined();
  });

  it.each([
    ["application/json", '{"a":1}', false],
    ["text/plain", "hello", false],
    ["application/cloudevents+json", "{}", false],
    ["application/octet-stream", "hello", true],
    ["application/x-www-form-urlencoded", "a=1", true],
  ])("carries %s as text or base64", async (type, body, isBase64Encoded) => {
    const { post, payloads } = await start();
    await post(body, { "content-type": type });
    expect(payloads[0]?.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(payloads[0]?.body ?? "", isBase64Encoded ? "base64" : "utf8").toString()).toBe(body);
  });

  it("keeps each byte of a body that is not UTF-8, and a byte order mark", async () => {
    const { post, payloads } = await start();
    const broken = Buffer.from([0x7b, 0xff, 0x7d]);
    await post(broken, json);
    await post("\uFEFF{}", json);
    expect(payloads[0]?.isBase64Encoded).toBe(true);
    expect(Buffer.from(payloads[0]?.body ?? "", "base64")).toEqual(broken);
    expect(payloads[1]?.body).toBe("\uFEFF{}");
  });

  it("has no body where none was sent", async () => {
    const { post, payloads } = await start();
    await post("");
    expect(payloads[0]).not.toHaveProperty("body");
  });
});

describe("the response", () => {
  it("is what the function says", async () => {
    const { post } = await start(() =>
      success({
        statusCode: 201,
        headers: { "X-Mine": 1 },
        cookies: ["a=1", "b=2"],
        body: "aGk=",
        isBase64Encoded: true,
      }),
    );
    const response = await post("{}", json);
    expect(response).toMatchObject({
      status: 201,
      body: "hi",
      headers: { "x-mine": "1", "set-cookie": ["a=1", "b=2"] },
    });
  });

  it("is inferred where the function gives no status", async () => {
    const { post } = await start(() => success({ received: true }));
    expect(await post("{}", json)).toMatchObject({
      status: 200,
      body: '{"received":true}',
      headers: { "content-type": "application/json" },
    });
  });

  it.each([
    { statusCode: "200" },
    { statusCode: 200.5 },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, headers: ["a"] },
    { statusCode: 200, headers: { a: { b: 1 } } },
  ])("is 500 for the malformed %j", async (payload) => {
    const { post, log } = await start(() => success(payload));
    expect(await post("{}", json)).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
    expect(log[0]?.entry.integrationErrorMessage).toContain("format 2.0");
  });

  it("is 500 when the function fails or cannot be invoked", async () => {
    const failed: InvokeResult = { ok: false, errorType: "TypeError", errorMessage: "boom", requestId: "1" };
    const { post, log } = await start(() => failed);
    expect(await post("{}", json)).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
    expect(log[0]?.entry.integrationErrorMessage).toBe("TypeError: boom");
    const denied = await start(() => {
      throw new AwsError("AccessDeniedException", "no", { status: 403 });
    });
    expect(await denied.post("{}", json)).toMatchObject({ status: 500 });
  });

  it("is 503 when the function does not respond in time", async () => {
    const { post } = await start(() => new Promise(() => {}), { integrationTimeoutMilliseconds: 20 });
    expect(await post("{}", json)).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
  });
});

describe("the API itself", () => {
  it("responds 404 for other methods and paths without invoking anything", async () => {
    const { api, post, payloads } = await start();
    expect(await post("{}", json, "/webhook/stripe/")).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
    expect((await fetch(`${api.url}/webhook/stripe`)).status).toBe(404);
    expect(payloads).toEqual([]);
  });

  it("responds 413 above 10 MB, announced or not", async () => {
    const { api, post, payloads } = await start();
    const large = Buffer.alloc(10 * 1024 * 1024 + 1, "x");
    expect(await statusOfChunked(api.port, large)).toBe(413);
    const announced = await post(large, json).catch(() => ({ status: 413 }));
    expect(announced.status).toBe(413);
    expect(payloads).toEqual([]);
    expect((await post(Buffer.alloc(5 * 1024 * 1024, "x"), json)).status).toBe(200);
  });

  it("responds 413 for what Lambda finds too large", async () => {
    const { post } = await start(() => {
      throw new AwsError("RequestTooLargeException", "too large", { status: 413 });
    });
    expect(await post("{}", json)).toMatchObject({ status: 413 });
  });

  it("throttles by rate and burst", async () => {
    let now = 0;
    const { post } = await start(undefined, { throttle: { ratePerSecond: 10, burst: 2 }, now: () => now });
    const statuses = async (count: number) => {
      const responses = [];
      for (let index = 0; index < count; index += 1) {
        responses.push(await post("{}", json));
      }
      return responses.map(({ status }) => status);
    };
    expect(await statuses(3)).toEqual([200, 200, 429]);
    now = 150;
    expect(await statuses(2)).toEqual([200, 429]);
    expect((await post("{}", json)).body).toBe('{"message":"Too Many Requests"}');
  });

  it("writes the stage's access log, without bodies", async () => {
    const { post, log } = await start(undefined, {
      accessLogFormat:
        '{"id":"$context.requestId","key":"$context.routeKey","status":"$context.status","agent":"$context.identity.userAgent","error":"$context.integrationErrorMessage"}',
    });
    await post("personal data", { ...json, "user-agent": 'a"b' });
    expect(JSON.parse(log[0]?.line ?? "")).toEqual({
      id: log[0]?.entry.requestId,
      key: "POST /webhook/stripe",
      status: "200",
      agent: 'a"b',
      error: "-",
    });
    expect(JSON.stringify(log)).not.toContain("personal data");
  });

  it("refuses what it does not support, by name", async () => {
    await expect(start(undefined, { accessLogFormat: "$context.authorizer.claims" })).rejects.toThrow(
      "$context.authorizer.claims is not supported",
    );
    const routes = [{ method: "GET", path: "/orders/{id}", functionName: "x" }];
    await expect(start(undefined, { routes })).rejects.toThrow("route GET /orders/{id}");
  });

  it("says that a port is taken", async () => {
    const { api } = await start();
    await expect(start(undefined, { port: api.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("lets a request in work end when it closes", async () => {
    const release = Promise.withResolvers<void>();
    const { api, post, payloads } = await start(async () => {
      await release.promise;
      return success({ statusCode: 200, body: "done" });
    });
    const response = post("{}", json);
    await expect.poll(() => payloads.length).toBe(1);
    const closed = api.close();
    release.resolve();
    expect((await response).body).toBe("done");
    await closed;
  });
});

/** Sends a body in chunks, without its length, and reads the status line. */
function statusOfChunked(port: number, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", (data) => {
      resolve(Number(data.toString("latin1").split(" ")[1]));
      socket.destroy();
    });
    socket.on("error", reject);
    socket.write("POST /webhook/stripe HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
    socket.write(`${body.length.toString(16)}\r\n`);
    socket.write(body);
  });
}

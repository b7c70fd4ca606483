import { once } from "node:events";
import { createServer } from "node:net";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, expect, it, vi } from "vitest";
import { requestHandler, tableAttempts } from "./aws-timeouts.ts";
import { createDocumentClient } from "./dynamo.ts";
import { stripeTimes } from "./stripe/ask.ts";

afterEach(() => void vi.unstubAllEnvs());

it("a call that hangs is given up, and all its attempts end before the webhook's ten seconds", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", `http://127.0.0.1:${String(port)}`);
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "key");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  expect(await createDocumentClient().config.maxAttempts()).toBe(tableAttempts);
  const client = createDocumentClient({ requestHandler, maxAttempts: 1 });
  const start = performance.now();
  await expect(client.send(new GetCommand({ TableName: "t", Key: { pk: "a" } }))).rejects.toThrow(/timed? ?out/iu);
  const waited = performance.now() - start;
  client.destroy();
  server.close();
  // A healthy table has a slow second now and then.
  expect(waited).toBeGreaterThan(2000);
  expect(tableAttempts * requestHandler.requestTimeout).toBeLessThan(10_000);
  expect(requestHandler.connectionTimeout).toBeGreaterThanOrEqual(1000);
  expect(requestHandler.connectionTimeout).toBeLessThan(requestHandler.requestTimeout);
});

it("Stripe has longer than AWS for a response, and all its attempts end within half a minute", () => {
  const { timeout, maxNetworkRetries } = stripeTimes;
  expect(timeout).toBeGreaterThan(requestHandler.requestTimeout);
  expect(maxNetworkRetries).toBeGreaterThan(0);
  expect((1 + maxNetworkRetries) * timeout).toBeLessThan(20_000);
});

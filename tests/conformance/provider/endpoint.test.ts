import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpointBackend, type EndpointBackend } from "./endpoint.ts";

const queue = "aws:sqs/queue:Queue";

/** An endpoint that knows who asks, and refuses everything else. */
function refusingEndpoint(): Server {
  const identity =
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account><Arn>a</Arn><UserId>u</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>";
  return createServer((request, response) => {
    request.resume().once("end", () => {
      const asksWho = request.headers["content-type"]?.includes("x-www-form-urlencoded") === true;
      response.writeHead(asksWho ? 200 : 400, { "content-type": asksWho ? "text/xml" : "application/json" });
      response.end(asksWho ? identity : JSON.stringify({ __type: "InvalidAction", message: "no queues here" }));
    });
  });
}

describe("the provider that makes resources on an endpoint", () => {
  const server = refusingEndpoint();
  const start = async (mayLack: readonly string[]): Promise<EndpointBackend> => {
    const { port } = server.address() as AddressInfo;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = { endpoint: `http://127.0.0.1:${port}`, region: "ap-southeast-1", credentials };
    return endpointBackend({ client, environment: {}, mayLack: new Set(mayLack) });
  };
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => void server.close(resolve)));

  it("refuses a type that it does not know, by its name", async () => {
    const backend = await start([]);
    await expect(backend.create("aws:s3/bucket:Bucket", "urn", {}, false)).rejects.toThrow("aws:s3/bucket:Bucket");
  });

  it("refuses an input that it does not know, by its name", async () => {
    const backend = await start([queue]);
    await expect(backend.create(queue, "urn", { name: "orders", colour: "red" }, false)).rejects.toThrow("colour");
    expect([...backend.lacking]).toEqual([]);
  });

  it("leaves out only what the endpoint refuses and may lack", async () => {
    await expect((await start([])).create(queue, "urn", { name: "orders" }, false)).rejects.toThrow("no queues here");
    const lenient = await start([queue]);
    await lenient.create(queue, "urn", { name: "orders" }, false);
    expect([...lenient.lacking]).toEqual([queue]);
  });
});

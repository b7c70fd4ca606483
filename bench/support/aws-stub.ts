import { createServer } from "node:http";

/** As much of SNS and Secrets Manager as the webhook calls, with immediate responses. */
export interface AwsStub {
  readonly url: string;
  /** Publishes since it started. */
  readonly published: () => number;
  close(): void;
}

const publishResponse = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></PublishResult><ResponseMetadata><RequestId>f187a3c1-376f-11df-8963-01868b7c937a</RequestId></ResponseMetadata></PublishResponse>`;

export async function startAwsStub(secret: string): Promise<AwsStub> {
  let published = 0;
  const secretResponse = JSON.stringify({ Name: "secret", SecretString: secret });
  const server = createServer((request, response) => {
    const asksSecret = request.headers["x-amz-target"] === "secretsmanager.GetSecretValue";
    const [type, body] = asksSecret ? ["application/x-amz-json-1.1", secretResponse] : ["text/xml", publishResponse];
    request.resume();
    request.on("end", () => {
      if (!asksSecret) published += 1;
      response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(body) });
      response.end(body);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the endpoint has no port");
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    published: () => published,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

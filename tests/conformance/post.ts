import { request } from "node:http";

export interface Result {
  readonly status: number;
  readonly body: string;
}

/**
 * Posts to an API's address. An emulator's is a name such as `x.execute-api.localhost`, which not every resolver knows:
 * then the connection goes to the endpoint, with the name as its Host header.
 */
export function postTo(
  url: URL,
  endpoint: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Result> {
  const place = url.hostname.endsWith("localhost") || url.hostname.includes(".execute-api.") ? new URL(endpoint) : url;
  return new Promise((resolve, reject) => {
    const options = {
      method: "POST",
      hostname: place.hostname,
      port: place.port,
      path: url.pathname,
      headers: { ...headers, host: url.host, "content-length": Buffer.byteLength(body) },
    };
    const outgoing = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

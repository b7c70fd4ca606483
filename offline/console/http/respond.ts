import type { IncomingMessage, ServerResponse } from "node:http";
import * as v from "valibot";

/** A response other than 200, with a message for people. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const mostBytes = 256 * 1024;

/** @throws HttpError 400 for what the schema does not take, 413 for what is too large */
export async function readJson<Schema extends v.GenericSchema>(
  request: IncomingMessage,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new HttpError(413, `The body is larger than ${String(mostBytes)} bytes`);
    chunks.push(chunk);
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), Buffer.concat(chunks).toString("utf8"));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new HttpError(400, `${v.getDotPath(issue) ?? "body"}: ${issue.message}`);
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

import { createHmac } from "node:crypto";
import { connect } from "node:net";

/** An HTTP request as bytes can say it, also one that no HTTP client would send. */
export interface RawRequest {
  /** What is wrong with it. */
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  /** In their order, names as written; a name may come twice. `content-length` is added unless one is given. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What a forger has to work with, and what only Stripe has. */
export interface Material {
  /** The body of a genuine event. */
  readonly body: Buffer;
  readonly secret: string;
  /** Epoch seconds. */
  readonly now: number;
}

/** The digest that Stripe's scheme asks for, in hexadecimal. */
export function digest(secret: string, timestamp: number | string, body: Buffer, algorithm = "sha256"): string {
  return createHmac(algorithm, secret)
    .update(`${String(timestamp)}.`)
    .update(body)
    .digest("hex");
}

/** A post with a right signature over its body: what is wrong with it is something else. */
export function signed(name: string, body: Buffer | string, { secret, now }: Material): RawRequest {
  const bytes = Buffer.from(body);
  return withSignature(name, bytes, `t=${String(now)},v1=${digest(secret, now, bytes)}`);
}

export function withSignature(name: string, body: Buffer, signature: string): RawRequest {
  const headers = [
    ["content-type", "application/json; charset=utf-8"] as const,
    ["stripe-signature", signature] as const,
  ];
  return { name, headers, body };
}

/**
 * Sends a request on a connection of its own.
 * @returns the response's status; undefined when the connection was closed without one
 */
export function exchange(url: string, request: RawRequest): Promise<number | undefined> {
  const { hostname, port, pathname } = new URL(url);
  const { method = "POST", path = pathname, headers, body } = request;
  const hasLength = headers.some(([name]) => /^(?:content-length|transfer-encoding)$/iu.test(name));
  const all = [
    ["host", `${hostname}:${port}`],
    ["connection", "close"],
    ...(hasLength ? [] : [["content-length", String(body.byteLength)]]),
    ...headers,
  ];
  const head = `${method} ${path} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(port), hostname);
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    // The server may close before it has read all: the response is what counts.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      const [, status] = /^HTTP\/1\.1 (?<status>\d{3})/u.exec(text) ?? [];
      resolve(status === undefined ? undefined : Number(status));
    });
    socket.write(Buffer.concat([Buffer.from(head, "latin1"), body]));
  });
}

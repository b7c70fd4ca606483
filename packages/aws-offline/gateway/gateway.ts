import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { asAwsError, LostResponse } from "./aws-error.ts";
import { Pipeline } from "./pipeline.ts";
import { Principals } from "./principals.ts";
import { decode, protocolOf, readScope, recognise, type RawRequest } from "./protocols/decode.ts";
import { encodeError, encodeOutput, type Result } from "./protocols/encode.ts";
import { listen } from "./server.ts";
import { textSize } from "./text-size.ts";
import type { AwsService, Gateway, Page, Protocol } from "./types.ts";

const never = new AbortController().signal;
const callerGone = new Error("the caller has gone");

/**
 * Starts the one endpoint of all emulated services, on 127.0.0.1.
 * @param port 0 takes any free one; a taken one rejects with code EADDRINUSE.
 */
export async function startGateway(port = 0): Promise<Gateway> {
  const principals = new Principals();
  const pipeline = new Pipeline();
  const pages = new Map<string, Page>();

  async function serve(request: IncomingMessage, response: ServerResponse, body: string, bytes: number): Promise<void> {
    const raw: RawRequest = {
      method: request.method ?? "GET",
      url: new URL(request.url ?? "/", "http://127.0.0.1"),
      headers: request.headers,
      body,
    };
    const page = pages.get(raw.url.pathname);
    if (page !== undefined) {
      const { status, body: content } = page({ method: raw.method, url: raw.url });
      write(response, {
        status,
        headers: { "content-type": "application/json" },
        body: content === undefined ? "" : JSON.stringify(content),
      });
      return;
    }
    const gone = new AbortController();
    // A reason of our own, as making the default one takes a stack trace each time.
    response.once("close", () => {
      if (!response.writableFinished) gone.abort(callerGone);
    });
    await handleCall(raw, response, bytes, gone.signal);
  }

  async function handleCall(
    raw: RawRequest,
    response: ServerResponse,
    bytes: number,
    gone: AbortSignal,
  ): Promise<void> {
    const requestId = randomUUID();
    const contentType = String(raw.headers["content-type"] ?? "");
    let service: AwsService | undefined;
    let protocol: Protocol | undefined;
    try {
      service = recognise(pipeline.services, undefined, raw);
      protocol = service === undefined ? undefined : protocolOf(service, raw);
      const scope = readScope(raw);
      service = recognise(pipeline.services, scope.service, raw) ?? pipeline.service(scope.service);
      protocol = protocolOf(service, raw);
      const caller = principals.byAccessKey(scope.accessKeyId);
      const { action, input } = await decode(service, protocol, raw);
      const traceId = raw.headers["x-amzn-trace-id"];
      const details = { signal: gone, requestBytes: bytes, traceId: typeof traceId === "string" ? traceId : undefined };
      const performed = await pipeline.perform(caller, service, action, input, details);
      performed.finish(write(response, await encodeOutput(protocol, action, performed.output, requestId)));
    } catch (error) {
      if (error instanceof LostResponse) response.destroy();
      else write(response, await encodeError(service, protocol, asAwsError(error), requestId, contentType));
    }
  }

  const server = await listen(port, serve);
  return {
    endpoint: `http://127.0.0.1:${String(server.port)}`,
    register: (principal) => principals.register(principal),
    async call(principalArn, serviceName, action, input, signal) {
      const caller = principals.byArn(principalArn);
      const service = pipeline.service(serviceName);
      const details = { signal: signal ?? never, requestBytes: textSize(input) };
      const performed = await pipeline.perform(caller, service, action, input, details);
      performed.finish(textSize(performed.output));
      return performed.output;
    },
    authorise: (principalArn, action, resource, context) =>
      pipeline.authorise(principals.byArn(principalArn), action, resource, context),
    onCall: (listener) => pipeline.onCall(listener),
    authorisations: () => pipeline.authorisations(),
    use: (interceptor) => pipeline.use(interceptor),
    addService: (service) => {
      pipeline.services.set(service.name, service);
    },
    addPage: (path, page) => {
      pages.set(path, page);
    },
    close: () => server.close(),
  };
}

/** @returns the body's bytes. */
function write(response: ServerResponse, result: Result): number {
  const bytes = Buffer.byteLength(result.body);
  response.writeHead(result.status, { ...result.headers, "content-length": bytes });
  response.end(result.body);
  return bytes;
}

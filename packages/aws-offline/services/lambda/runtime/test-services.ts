import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../../../gateway/aws-error.ts";
import type { Gateway, Input, Output } from "../../../gateway/types.ts";
import type { InvokeResult, LambdaService } from "./types.ts";

interface StoredMessage {
  id: string;
  body: string;
  attributes: Record<string, object>;
  receives: number;
  /** Epoch milliseconds until which it is hidden. */
  hiddenUntil: number;
}

export interface RecordedCall {
  principal: string;
  action: string;
  input: Input;
}

/** A queue and a bus behind a gateway that notes every call; for tests of what polls them. */
export class TestServices {
  readonly messages = new Map<string, StoredMessage>();
  readonly calls: RecordedCall[] = [];
  readonly events: Input[] = [];
  /** Returns or throws in place of the service, by action. */
  readonly overrides = new Map<string, (input: Input) => Output | undefined>();
  readonly denied = new Set<string>();
  visibilitySeconds = 180;
  /** Of the long polls. */
  scale = 1;
  /** Real milliseconds for which a received message is hidden. */
  hiddenMilliseconds = 60_000;
  #arrival = Promise.withResolvers<void>();

  send(body: string, attributes: Record<string, object> = {}): string {
    const id = randomUUID();
    this.messages.set(id, { id, body, attributes, receives: 0, hiddenUntil: 0 });
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers();
    return id;
  }

  callsOf(action: string): RecordedCall[] {
    return this.calls.filter((call) => call.action === action);
  }

  readonly gateway: Gateway = {
    endpoint: "http://127.0.0.1:1",
    register: () => ({ accessKeyId: "", secretAccessKey: "" }),
    call: async (principal, service, action, input, signal) => {
      this.calls.push({ principal, action, input });
      this.gateway.authorise(principal, `${service}:${action.replace("Batch", "")}`, "*");
      const override = this.overrides.get(action)?.(input);
      return override ?? (await this.#run(action, input, signal));
    },
    authorise: (principal, action) => {
      if (this.denied.has(action)) {
        throw new AwsError("AccessDenied", `${principal} is not authorized to perform ${action}`, { status: 403 });
      }
    },
    onCall: () => undefined,
    authorisations: () => [],
    use: () => () => undefined,
    addService: () => undefined,
    addPage: () => undefined,
    close: () => Promise.resolve(),
  };

  async #run(action: string, input: Input, signal?: AbortSignal): Promise<Output> {
    switch (action) {
      case "GetQueueAttributes":
        return { Attributes: { VisibilityTimeout: String(this.visibilitySeconds) } };
      case "ReceiveMessage":
        return this.#receive(input, signal);
      case "DeleteMessageBatch":
        for (const entry of input["Entries"] as { ReceiptHandle: string }[]) {
          this.messages.delete(entry.ReceiptHandle);
        }
        return { Successful: [], Failed: [] };
      case "PutEvents": {
        const entries = input["Entries"] as Input[];
        this.events.push(...entries);
        return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: randomUUID() })) };
      }
      default:
        throw new Error(`the test's gateway does not know ${action}`);
    }
  }

  async #receive(input: Input, signal?: AbortSignal): Promise<Output> {
    const deadline = Date.now() + (Number(input["WaitTimeSeconds"]) * 1000) / this.scale;
    for (;;) {
      const ready = [...this.messages.values()].filter((message) => message.hiddenUntil <= Date.now());
      const received = ready.slice(0, Number(input["MaxNumberOfMessages"]));
      if (received.length > 0 || Date.now() >= deadline) {
        return { Messages: received.map((message) => this.#take(message)) };
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, 20);
      const abort = (): void => reject(new Error("aborted"));
      signal?.addEventListener("abort", abort, { once: true });
      await Promise.race([promise, this.#arrival.promise]).finally(() => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      });
    }
  }

  #take(message: StoredMessage): object {
    message.receives += 1;
    message.hiddenUntil = Date.now() + this.hiddenMilliseconds;
    return {
      MessageId: message.id,
      ReceiptHandle: message.id,
      Body: message.body,
      MD5OfBody: createHash("md5").update(message.body).digest("hex"),
      Attributes: { SentTimestamp: "1700000000000", ApproximateReceiveCount: String(message.receives) },
      MessageAttributes: message.attributes,
    };
  }
}

/** As it would come from a worker: `undefined` is `null`. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? "null");
}

type Handler = (payload: unknown) => unknown;

/** A Lambda whose one function is `response`; what it throws is the function's failure. */
export function testLambda(response: Handler, { timeoutSeconds = 30, concurrency = 4 } = {}): LambdaService {
  return {
    concurrency,
    create: () => undefined,
    replaceCode: () => undefined,
    update: () => undefined,
    publish: () => "1",
    versions: () => [],
    setAlias: () => undefined,
    aliases: () => new Map(),
    definition: (name) => ({
      name,
      arn: `arn:${name}`,
      files: {},
      handler: "index.handler",
      environment: {},
      timeoutSeconds,
      memoryMb: 256,
      credentials: { accessKeyId: "", secretAccessKey: "" },
      logGroup: "",
      region: "",
    }),
    async invoke(_name, payload): Promise<InvokeResult> {
      const requestId = randomUUID();
      try {
        return { ok: true, payload: asJson(await response(payload)), requestId };
      } catch (error) {
        return { ok: false, errorType: "Error", errorMessage: String(error), requestId };
      }
    },
    interrupt: () => 0,
    onLog: () => undefined,
    onInvocation: () => undefined,
    close: () => Promise.resolve(),
  };
}

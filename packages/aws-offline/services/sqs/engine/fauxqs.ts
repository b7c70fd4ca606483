import { AwsError } from "../../../gateway/aws-error.ts";

/** The parts of fauxqs's SQS store that the engine uses. fauxqs exports only its HTTP server, which listens on every interface. */
export interface Message {
  messageId: string;
  body: string;
  md5OfBody: string;
  messageAttributes: Record<string, MessageAttribute>;
  md5OfMessageAttributes: string;
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number;
  /** Ours: the queue that gave the message up to this dead-letter queue. */
  deadLetterSourceArn?: string;
  /** Ours: since when somebody works on it, and for how long others did before; milliseconds of the scaled clock. */
  workSince?: number;
  workedFor?: number;
}

export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  /** Base64. */
  BinaryValue?: string;
}

export interface Queue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly attributes: Record<string, string>;
  messages: Message[];
  /** By receipt handle; `visibilityDeadline` is epoch milliseconds on the scaled clock. */
  inflightMessages: Map<string, { message: Message; visibilityDeadline: number }>;
  delayedMessages: Message[];
  enqueue(message: Message): void;
  processTimers(): void;
  waitForMessages(seconds: number): Promise<void>;
  cancelWaiters(): void;
}

export interface Store {
  host: string;
  region: string;
  createQueue(
    name: string,
    url: string,
    arn: string,
    attributes: Record<string, string>,
    tags: Record<string, string>,
  ): Queue;
  getQueue(url: string): Queue | undefined;
  getQueueByArn(arn: string): Queue | undefined;
  allQueues(): Iterable<Queue>;
}

interface StoreClass {
  new (): Store;
  createMessage(body: string, attributes: Record<string, MessageAttribute>, delaySeconds?: number): Message;
}

type Action = (input: Record<string, unknown>, store: Store, request: { headers: { host: string } }) => unknown;

/** fauxqs's actions that serve as they are; sending has a rule of its own here (see send.ts). */
export const fauxqsActions = [
  "CreateQueue",
  "DeleteQueue",
  "GetQueueUrl",
  "ListQueues",
  "GetQueueAttributes",
  "SetQueueAttributes",
  "PurgeQueue",
  "ReceiveMessage",
  "DeleteMessage",
  "DeleteMessageBatch",
  "ChangeMessageVisibility",
  "ChangeMessageVisibilityBatch",
  "TagQueue",
  "UntagQueue",
  "ListQueueTags",
] as const;

export type FauxqsAction = (typeof fauxqsActions)[number];

export function isFauxqsAction(action: string): action is FauxqsAction {
  return (fauxqsActions as readonly string[]).includes(action);
}

export interface Fauxqs {
  Store: StoreClass;
  actions: Record<FauxqsAction, Action>;
}

/**
 * Loads the store and the actions by path, beside the package's entry: 15 ms and 8 MB, against 150 ms and 34 MB with the
 * HTTP server and S3. The exact version is pinned; a part that moved is an error here, at the start.
 */
export async function loadFauxqs(): Promise<Fauxqs> {
  const entry = import.meta.resolve("fauxqs");
  const load = async (path: string, name: string): Promise<unknown> => {
    const module = (await import(new URL(path, entry).href)) as Record<string, unknown>;
    if (typeof module[name] !== "function") throw new Error(`fauxqs: ${path} has no ${name}; is 2.4.1 installed?`);
    return module[name];
  };
  const [Store, ...loaded] = await Promise.all([
    load("./sqs/sqsStore.js", "SqsStore"),
    ...fauxqsActions.map((action) => {
      const name = `${action.charAt(0).toLowerCase()}${action.slice(1)}`;
      return load(`./sqs/actions/${name}.js`, name);
    }),
  ]);
  const actions = Object.fromEntries(fauxqsActions.map((action, index) => [action, loaded[index]]));
  return { Store: Store as StoreClass, actions: actions as Record<FauxqsAction, Action> };
}

/** fauxqs's error as AWS answers it; any other as it is. */
export function asAnswer(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "SqsError") return error;
  const { code, statusCode, queryCode } = error as Error & { code: string; statusCode: number; queryCode: string };
  return new AwsError(code, error.message, {
    status: statusCode,
    queryCode: queryCode === code ? code : `AWS.SimpleQueueService.${queryCode}`,
    cause: error,
  });
}

/**
 * A warehouse's end of the notices, to start from: confirms SNS's subscription, verifies SNS's signature, and hands each
 * notice on once and in sequence. Node and nothing else; docs/warehouse.md says what is in a notice.
 */
import { createVerify } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";

export interface Notice {
  readonly noticeId: string;
  readonly kind: "pick" | "hold" | "release" | "cancel";
  readonly orderId: string;
  readonly sequence: number;
}

export interface SubscriberPorts {
  /** The one topic whose notices are taken: the stack's output `warehouseTopicArn`. */
  readonly topicArn: string;
  /** Acts on a notice. A throw lets SNS deliver it again. */
  readonly act: (notice: Notice) => Promise<void>;
  /** Sequences that were acted on, by order. Keep them in a database: what is lost here is acted on again. */
  readonly done: Map<string, number>;
  readonly fetchText: (url: string) => Promise<string>;
}

type Message = Readonly<Record<string, unknown>>;

/** Signed fields in SNS's order. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
const signedFields = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
} as const;

/** Only SNS's own hosts: whoever signs the message names the certificate. */
const snsUrl = /^https:\/\/sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\//u;

const longestBody = 300_000;

export function createSubscriber(ports: SubscriberPorts): Server {
  const inbox = inSequence(ports);
  return createServer((request, response) => {
    const answer = (status: number): void => void response.writeHead(status).end();
    read(request)
      .then((body) => receive(body, ports, inbox))
      // SNS tries again what is answered with 500, and what with 400 too: it has nobody else to ask.
      .then(answer, (error: unknown) => answer(error instanceof Refused ? 400 : 500));
  });
}

class Refused extends Error {}

async function receive(body: string, ports: SubscriberPorts, inbox: (notice: Notice) => Promise<void>) {
  const message: unknown = JSON.parse(body);
  if (!isMessage(message) || message["TopicArn"] !== ports.topicArn) throw new Refused("not of the topic");
  const type = message["Type"];
  if (type !== "Notification" && type !== "SubscriptionConfirmation") throw new Refused("of an unknown type");
  if (!(await isSigned(message, signedFields[type], ports))) throw new Refused("not signed by SNS");
  if (type === "SubscriptionConfirmation") {
    await ports.fetchText(urlIn(message, "SubscribeURL"));
    return 200;
  }
  await inbox(JSON.parse(textIn(message, "Message")) as Notice);
  return 200;
}

async function isSigned(message: Message, fields: readonly string[], { fetchText }: SubscriberPorts) {
  const present = fields.filter((field) => message[field] !== undefined);
  const text = present.map((field) => `${field}\n${textIn(message, field)}\n`).join("");
  const certificate = await fetchText(urlIn(message, "SigningCertURL"));
  const algorithm = message["SignatureVersion"] === "2" ? "RSA-SHA256" : "RSA-SHA1";
  return createVerify(algorithm).update(text).verify(certificate, textIn(message, "Signature"), "base64");
}

/**
 * Acts on an order's notices by their sequence, which has no gaps: drops what was acted on, and keeps what comes too early
 * until the others are there. What is kept is not confirmed before that, so SNS delivers it again if this process ends.
 */
function inSequence({ act, done }: SubscriberPorts): (notice: Notice) => Promise<void> {
  const turns = new Map<string, Promise<void>>();
  return (notice) => {
    const { orderId, sequence } = notice;
    const takeTurn = async (former: Promise<void> | undefined): Promise<void> => {
      await former?.catch(() => undefined);
      const last = done.get(orderId) ?? 0;
      if (sequence <= last) return;
      if (sequence > last + 1) throw new Error(`notice ${String(last + 1)} of the order has not come yet`);
      await act(notice);
      done.set(orderId, sequence);
    };
    const turn = takeTurn(turns.get(orderId));
    turns.set(orderId, turn);
    return turn;
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    if (!(part instanceof Buffer) || (size += part.length) > longestBody) throw new Refused("too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function urlIn(message: Message, field: string): string {
  const url = textIn(message, field);
  if (!snsUrl.test(url)) throw new Refused(`${field} is not SNS's`);
  return url;
}

function textIn(message: Message, field: string): string {
  const text = message[field];
  if (typeof text !== "string") throw new Refused(`${field} is missing`);
  return text;
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null;
}

if (import.meta.main) {
  const { TOPIC_ARN: topicArn = "", PORT = "8080" } = process.env;
  // TLS ends at the load balancer before it.
  createSubscriber({
    topicArn,
    act: (notice) => Promise.resolve(console.log(JSON.stringify(notice))),
    done: new Map(),
    fetchText: async (url) => (await fetch(url)).text(),
  }).listen(Number(PORT));
}

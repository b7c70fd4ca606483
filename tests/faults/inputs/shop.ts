import { deepEqual, equal } from "node:assert/strict";
import {
  type SampleEvent,
  type SampleItem,
  samplePurchase,
  type SampleSession,
} from "../../../packages/stripe-offline/samples/index.ts";
import { isObject } from "../../../packages/aws-offline/input.ts";
import { afterAll, beforeAll } from "vitest";
import { System } from "../../support/system.ts";
import { until } from "../../support/until.ts";

export const consumers = ["orders", "email", "inventory"] as const;
export type Consumer = (typeof consumers)[number];

export function range(count: number): number[] {
  return Array.from({ length: count }, (_none, index) => index);
}

export const item: SampleItem = { sku: "POISON-1", name: "A thing", quantity: 1, unitAmount: 2500 };

/** Enough of each thing that is sold here. */
const stock: Readonly<Record<string, number>> = {
  [item.sku]: 100_000,
  ...Object.fromEntries(range(50).map((index) => [`LINE-${String(index)}`, 1000])),
  ...Object.fromEntries(range(250).map((index) => [`MANY-${String(index)}`, 5])),
};

export interface Sale {
  readonly orderKey: string;
  readonly event: SampleEvent<SampleSession>;
  readonly email: string;
}

/** A paid checkout whose session has its contents in metadata, altered. */
export function sale(seed: string, changes: object = {}): Sale {
  const email = `${seed}@example.com`;
  const options = { seed: `shop-${seed}`, contents: "metadata", items: [item], customer: { email } } as const;
  const { events, orderKey } = samplePurchase({ ...options, kind: "payment" });
  return { orderKey, event: altered(events.completed, changes), email };
}

export function altered(event: SampleEvent<SampleSession>, changes: object): SampleEvent<SampleSession> {
  return { ...event, data: { object: { ...event.data.object, ...changes } } };
}

/** What is asked of the system about a sale. */
export class Shop {
  readonly system: System;
  /** The events that must be in each dead-letter queue. */
  readonly given: Record<Consumer, string[]> = { orders: [], email: [], inventory: [] };

  constructor(system: System) {
    this.system = system;
  }

  async accepts(event: SampleEvent): Promise<void> {
    deepEqual(await this.system.send(event), { status: 200, body: { received: true } });
  }

  /** Through all four branches, each effect once. */
  async processes({ orderKey, event, email }: Sale): Promise<void> {
    const { system } = this;
    await until(`order ${orderKey} paid`, async () => (await system.order(orderKey))?.["status"] === "paid");
    await until(`a mail to ${email}`, () => system.mailsTo(email).length === 1);
    await until(`a pick notice of ${orderKey}`, () => system.notices(orderKey).length === 1);
    await until("archived", () => system.archived(event.id).length > 0);
  }

  /** Given up by these consumers after three receives, with the cause, and archived all the same. */
  async givesUp({ orderKey, event }: Sale, cause: string, by: readonly Consumer[] = consumers): Promise<void> {
    const { system } = this;
    for (const consumer of by) {
      equal(await until(`the cause at ${consumer}`, () => this.causeIn(consumer, event.id)), cause);
      this.given[consumer].push(event.id);
    }
    await until("archived", () => system.archived(event.id).length === 1);
    equal((await system.order(orderKey)) === undefined, by.includes("orders"));
    equal((await system.reservation(orderKey)) === undefined, by.includes("inventory"));
  }

  /** In the journal, once the third receive has failed. */
  async causeIn(consumer: Consumer, subject: string): Promise<unknown> {
    const { operator, outputs } = this.system.run;
    const entry = await operator.getItem(outputs.journalTable, { pk: `event#${subject}` });
    const failure = entry?.[`failure_${consumer}`];
    return isObject(failure) && failure["receives"] === 3 ? failure["causeCode"] : undefined;
  }

  /** @returns the message ids, in the order of the bodies */
  async putInto(queue: Consumer | "archive", bodies: readonly string[]): Promise<string[]> {
    const { operator, outputs } = this.system.run;
    const { Successful: successful } = await operator.call("sqs", "SendMessageBatch", {
      QueueUrl: outputs.queueUrls[queue],
      Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
    });
    const byId = new Map((successful as { Id: string; MessageId: string }[]).map((each) => [each.Id, each.MessageId]));
    return bodies.map((_body, index) => byId.get(String(index)) ?? "");
  }
}

/** A system of the file's own, so that no suite sees what another left. */
export function openShop(): () => Shop {
  let opened: Shop | undefined;
  beforeAll(async () => {
    opened = new Shop(await System.start({ timeScale: 360, stock }));
  });
  afterAll(() => opened?.system.close());
  return () => {
    if (opened === undefined) throw new Error("the shop opens before the tests run");
    return opened;
  };
}

import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { held } from "./conditional-write.ts";
import { gatheredReads } from "./gathered-reads.ts";
import type { Journal } from "./journal.ts";
import { isObject, type StripeObject } from "../../domain/event/event.ts";
import { scoped } from "../../domain/order/key.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import { readPurchase } from "../../domain/purchase/stored-purchase.ts";

const daySeconds = 24 * 60 * 60;

/** A message that fails is a dead letter after minutes; what is redriven later is fetched again. */
const fetchedSeconds = 60 * 60;
/** After a claim nobody waits for longer for what it promised: the one who made it failed. */
const claimSeconds = 10;
/** An item holds 400 KB. What is larger, each consumer fetches itself. */
const largestFetched = 300_000;

/**
 * The journal in DynamoDB: items `event#<event id>`, `ref#[<account>/]<Stripe id>`, `purchase#<order key>`, which expire
 * (`expiresAt`, epoch seconds) after `retentionDays`, as the archive does, and `fetched#<event id>`, which lasts an hour. Reads are consistent: what one consumer
 * remembered, the next must see.
 */
export function createJournal(
  client: DynamoDBDocumentClient,
  tableName: string,
  retentionDays: number,
  now: () => number = Date.now,
): Journal {
  const expiresAt = (): number => Math.floor(now() / 1000) + retentionDays * daySeconds;

  const get = gatheredReads(client, tableName, "pk");

  /** @returns whether it was put */
  const putIfAbsent = (item: { readonly pk: string; readonly [name: string]: unknown }): Promise<boolean> =>
    held(
      client.send(
        new PutCommand({ TableName: tableName, Item: item, ConditionExpression: "attribute_not_exists(pk)" }),
      ),
    );

  /** The condition is that of {@link outranks}. */
  const putIfOutranking = (item: { readonly pk: string; readonly purchase: Purchase }): Promise<boolean> => {
    const { source, schemaVersion, paymentIntents } = item.purchase;
    const isOlder = "(attribute_not_exists(purchase.schemaVersion) OR purchase.schemaVersion < :version)";
    const others = source === "session" ? " OR purchase.#source <> :source" : "";
    const listsFirst = source === "invoice" && paymentIntents.length > 0;
    const unlisted = listsFirst ? " OR (purchase.#source = :source AND size(purchase.paymentIntents) = :none)" : "";
    return held(
      client.send(
        new PutCommand({
          TableName: tableName,
          Item: item,
          ConditionExpression: `attribute_not_exists(pk) OR (purchase.#source = :source AND ${isOlder})${others}${unlisted}`,
          ExpressionAttributeNames: { "#source": "source" },
          ExpressionAttributeValues: {
            ":source": source,
            ":version": schemaVersion,
            ...(listsFirst ? { ":none": 0 } : {}),
          },
        }),
      ),
    );
  };

  /** Sets attributes and leaves the others, which another function may have written first. */
  const set = async (pk: string, always: Record<string, unknown>, unlessThere: Record<string, unknown>) => {
    const assignments: string[] = [];
    const names: Record<string, string> = {};
    const values: Record<string, unknown> = {};
    for (const [name, value] of [...Object.entries(always), ...Object.entries(unlessThere)]) {
      const index = assignments.length;
      names[`#${index}`] = name;
      values[`:${index}`] = value;
      assignments.push(`#${index} = ${name in always ? `:${index}` : `if_not_exists(#${index}, :${index})`}`);
    }
    await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { pk },
        UpdateExpression: `SET ${assignments.join(", ")}`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      }),
    );
  };

  const orderKeyOf: Journal["orderKeyOf"] = async (stripeId, account) => {
    const item = await get(`ref#${scoped(stripeId, account)}`);
    const orderKey = item?.["orderKey"];
    return typeof orderKey === "string" ? orderKey : undefined;
  };

  const getPurchase = async (orderKey: string): Promise<Purchase | undefined> => {
    const item = await get(`purchase#${orderKey}`);
    return item === undefined ? undefined : readPurchase(item);
  };

  return {
    recordEvent: ({ eventId, receivedAt, ...event }) =>
      set(`event#${eventId}`, event, { receivedAt, expiresAt: expiresAt() }),

    recordFailure: ({ subject, consumer, messageId, ...failure }) =>
      set(
        `event#${subject}`,
        { [`failure_${consumer}`]: failure, [attemptOf(consumer, messageId)]: failure.receives },
        { expiresAt: expiresAt() },
      ),

    recordWait: ({ subject, consumer, ...wait }) =>
      set(`event#${subject}`, { [`waiting_${consumer}`]: wait }, { expiresAt: expiresAt() }),

    async recordInterruption({ subject, consumer, messageId, ...failure }) {
      const names = {
        "#failure": `failure_${consumer}`,
        "#attempt": attemptOf(consumer, messageId),
        "#expiresAt": "expiresAt",
      };
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { pk: `event#${subject}` },
        UpdateExpression:
          "SET #failure = :failure, #attempt = :receives, #expiresAt = if_not_exists(#expiresAt, :expiresAt)",
        ConditionExpression: "attribute_not_exists(#attempt) OR #attempt <> :receives",
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ":failure": failure, ":receives": failure.receives, ":expiresAt": expiresAt() },
      });
      return held(client.send(update));
    },

    async claimFetch(subject) {
      const seconds = Math.floor(now() / 1000);
      const claim = new PutCommand({
        TableName: tableName,
        Item: { pk: `fetched#${subject}`, expiresAt: seconds + claimSeconds },
        // What has expired stays readable until DynamoDB deletes it.
        ConditionExpression: "attribute_not_exists(pk) OR expiresAt < :now",
        ExpressionAttributeValues: { ":now": seconds },
      });
      return held(client.send(claim));
    },

    async isPromised(subject) {
      const item = await get(`fetched#${subject}`);
      return Number(item?.["expiresAt"] ?? 0) >= Math.floor(now() / 1000);
    },

    // Written as over instead of deleted: that needs no right to delete.
    breakPromise: (subject) => set(`fetched#${subject}`, { expiresAt: 0 }, {}),

    async fetchedObject(eventId) {
      const object = (await get(`fetched#${eventId}`))?.["object"];
      return typeof object === "string" ? readJson(object) : undefined;
    },

    async shareFetched(eventId, object) {
      const text = JSON.stringify(object);
      if (Buffer.byteLength(text) > largestFetched) return;
      const expires = Math.floor(now() / 1000) + fetchedSeconds;
      await set(`fetched#${eventId}`, { object: text, expiresAt: expires }, {});
    },

    orderKeyOf,

    async rememberRef(stripeId, orderKey, account) {
      const item = { pk: `ref#${scoped(stripeId, account)}`, orderKey, expiresAt: expiresAt() };
      await client.send(new PutCommand({ TableName: tableName, Item: item }));
    },

    async claimRef(stripeId, orderKey, account) {
      const put = { pk: `ref#${scoped(stripeId, account)}`, orderKey, expiresAt: expiresAt() };
      return (await putIfAbsent(put)) ? orderKey : ((await orderKeyOf(stripeId, account)) ?? orderKey);
    },

    getPurchase,

    async putPurchase(purchase) {
      const item = { pk: `purchase#${purchase.orderKey}`, purchase, expiresAt: expiresAt() };
      return (await putIfOutranking(item)) ? purchase : ((await getPurchase(purchase.orderKey)) ?? purchase);
    },
  };
}

/** The attribute that holds which receive of a message ended with a failure last. */
function attemptOf(consumer: string, messageId: string): string {
  return `attempt_${consumer}_${messageId}`;
}

function readJson(text: string): StripeObject | undefined {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : undefined;
}

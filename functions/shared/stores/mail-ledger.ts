import { type DynamoDBDocumentClient, PutCommand, type PutCommandInput, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { held } from "../conditional-write.ts";
import { gatheredReads } from "../gathered-reads.ts";
import { readLedgerEntry } from "../../../domain/mail/stored-ledger-entry.ts";
import { recipientKey } from "./recipient-key.ts";
import type { Claim, LedgerEntry, MailLedger } from "../../../domain/mail/ports.ts";

/**
 * The ledger in the e-mail table. An entry is never deleted, so that a replay years later finds it; it holds no address.
 * `{pk, state, token, messageId, leaseUntil, eventId, sendingAt?, sentAt?, suppressedAt?, sesMessageId?,
 * lastRefusal?}`, and what mail-outcomes.ts adds. An item `recipient#<hash>` is an address that must not be mailed again.
 */
export class DynamoDbMailLedger implements MailLedger {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;
  readonly #item: ReturnType<typeof gatheredReads>;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
    this.#item = gatheredReads(client, table, "pk");
  }

  claim(key: string, claim: Claim): Promise<boolean> {
    const item = { state: "sending", ...claim, sendingAt: this.#time() };
    return this.#put(key, item, "attribute_not_exists(pk)");
  }

  async read(key: string): Promise<LedgerEntry | undefined> {
    const item = await this.#item(key);
    return item === undefined ? undefined : readLedgerEntry(item, key);
  }

  takeOver(key: string, formerToken: string, claim: Claim): Promise<boolean> {
    return this.#step(key, "claimed", formerToken, {
      token: claim.token,
      messageId: claim.messageId,
      leaseUntil: claim.leaseUntil,
      eventId: claim.eventId,
      state: "sending",
      sendingAt: this.#time(),
    });
  }

  async markSent(key: string, token: string, sesMessageId: string): Promise<boolean> {
    if (await this.#step(key, "sending", token, { state: "sent", sentAt: this.#time(), sesMessageId })) return true;
    // The write may have happened already, and its response been lost.
    return (await this.read(key))?.state === "sent";
  }

  async isUndeliverable(address: string): Promise<boolean> {
    return (await this.#item(recipientKey(address))) !== undefined;
  }

  suppress(key: string, claim: Claim, address: string): Promise<boolean> {
    const recipient = recipientKey(address);
    const item = { state: "suppressed", ...claim, suppressedAt: this.#time(), recipient };
    return this.#put(key, item, "attribute_not_exists(pk) OR #state = :claimed", {
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":claimed": "claimed" },
    });
  }

  giveBack(key: string, token: string, reason: string): Promise<boolean> {
    return this.#step(key, "sending", token, { state: "claimed", leaseUntil: 0, lastRefusal: reason });
  }

  #put(key: string, item: object, condition: string, names: Partial<PutCommandInput> = {}): Promise<boolean> {
    const put = { TableName: this.#table, Item: { pk: key, ...item }, ConditionExpression: condition, ...names };
    return held(this.#client.send(new PutCommand(put)));
  }

  /** Sets attributes while the entry is in `state` under `token`. */
  #step(key: string, state: string, token: string, changes: Record<string, string | number>): Promise<boolean> {
    const names = Object.keys(changes);
    return held(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { pk: key },
          ConditionExpression: "#state = :expectedState AND #token = :expectedToken",
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
          ExpressionAttributeNames: Object.fromEntries(
            ["state", "token", ...names].map((name) => [`#${name}`, name] as const),
          ),
          ExpressionAttributeValues: {
            ":expectedState": state,
            ":expectedToken": token,
            ...Object.fromEntries(names.map((name) => [`:${name}`, changes[name]])),
          },
        }),
      ),
    );
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }
}

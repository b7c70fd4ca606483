import { ConditionalCheckFailedException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { readReservation } from "../../../domain/stock/stored-reservation.ts";
import type { ReservationStore, WriteOutcome } from "../../../domain/stock/ports.ts";
import type { Reservation, StockMove } from "../../../domain/stock/reservation.ts";

type TransactItems = NonNullable<TransactWriteCommandInput["TransactItems"]>;
type TransactUpdate = NonNullable<TransactItems[number]["Update"]>;

/**
 * The inventory table: `reservation#<order key>` holds a {@link Reservation} with `updatedAt`, `stock#<sku>` holds
 * `{available, reserved}` in whole units. Nothing expires.
 */
export class DynamoDbReservationStore implements ReservationStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  async read(orderId: string): Promise<Reservation | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { pk: reservationKey(orderId) }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : readReservation(Item);
  }

  async write(reservation: Reservation, moves: readonly StockMove[]): Promise<WriteOutcome> {
    const put = this.#reservationPut(reservation);
    if (moves.length === 0) return this.#put(put);
    try {
      const items: TransactItems = [{ Put: put }, ...moves.map((move) => ({ Update: this.#stockUpdate(move) }))];
      await this.#client.send(new TransactWriteCommand({ TransactItems: items }));
      return { outcome: "written" };
    } catch (error) {
      if (error instanceof TransactionCanceledException) return cancelled(error, moves);
      throw error;
    }
  }

  async markPublished(orderId: string, noticeKey: string): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { pk: reservationKey(orderId) },
        // The version rises, so that a writer who read the notice unpublished cannot overwrite the mark.
        UpdateExpression: "SET notices.#notice.publishedAt = :now ADD version :one",
        ConditionExpression: "attribute_exists(notices.#notice)",
        ExpressionAttributeNames: { "#notice": noticeKey },
        ExpressionAttributeValues: { ":now": this.#time(), ":one": 1 },
      }),
    );
  }

  async markCounted(orderId: string): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { pk: reservationKey(orderId) },
        UpdateExpression: "SET #alert.countedAt = :now ADD version :one",
        ConditionExpression: "attribute_exists(#alert)",
        ExpressionAttributeNames: { "#alert": "alert" },
        ExpressionAttributeValues: { ":now": this.#time(), ":one": 1 },
      }),
    );
  }

  async #put(put: PutCommandInput): Promise<WriteOutcome> {
    try {
      await this.#client.send(new PutCommand(put));
      return { outcome: "written" };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { outcome: "changed" };
      throw error;
    }
  }

  #reservationPut(reservation: Reservation): PutCommandInput {
    const former = reservation.version - 1;
    return {
      TableName: this.#table,
      Item: { pk: reservationKey(reservation.orderId), ...reservation, updatedAt: this.#time() },
      ...(former === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "version = :former", ExpressionAttributeValues: { ":former": former } }),
    };
  }

  /** Both conditions fail for an unknown SKU, whose row has no attributes. */
  #stockUpdate({ sku, units }: StockMove): TransactUpdate {
    return {
      TableName: this.#table,
      Key: { pk: `stock#${sku}` },
      UpdateExpression: "ADD available :minusUnits, reserved :units",
      ConditionExpression: units > 0 ? "available >= :units" : "reserved >= :minusUnits",
      ExpressionAttributeValues: { ":units": units, ":minusUnits": -units },
    };
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }
}

function reservationKey(orderId: string): string {
  return `reservation#${orderId}`;
}

/** Reasons that pass on their own; a transaction is not tried again by the client for any of them. */
const passing = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

/**
 * Reads why a transaction was cancelled: the reasons are in the order of its items, the reservation first.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function cancelled(error: TransactionCanceledException, moves: readonly StockMove[]): WriteOutcome {
  const [reservation, ...rows] = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
  if (reservation === "ConditionalCheckFailed") return { outcome: "changed" };
  const codes = [reservation ?? "None", ...rows].filter((code) => code !== "None");
  if (codes.some((code) => passing.has(code))) return { outcome: "contended" };
  const skus = moves.filter((_, index) => rows[index] === "ConditionalCheckFailed").map(({ sku }) => sku);
  if (skus.length === 0 || skus.length !== codes.length) throw error;
  return { outcome: "short", skus };
}

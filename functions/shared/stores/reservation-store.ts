import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand, type PutCommandInput, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { readReservation } from "../../../domain/stock/stored-reservation.ts";
import type { ReservationStore, WriteOutcome } from "../../../domain/stock/ports.ts";
import type { Reservation, StockMove } from "../../../domain/stock/reservation.ts";
import { gatheredReads } from "../gathered-reads.ts";
import { StockCommits } from "./stock-commits.ts";

/**
 * The inventory table: `reservation#<order key>` holds a {@link Reservation} with `updatedAt`, `stock#<sku>` holds
 * `{available, reserved}` in whole units. Nothing expires.
 */
export class DynamoDbReservationStore implements ReservationStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;
  readonly #commits: StockCommits;
  readonly #item: ReturnType<typeof gatheredReads>;

  /** @param underWay how many records of a batch are being handled, whose writes are worth waiting for */
  constructor(client: DynamoDBDocumentClient, table: string, now: () => number, underWay: () => number = () => 1) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
    this.#commits = new StockCommits(client, table, underWay);
    this.#item = gatheredReads(client, table, "pk");
  }

  async read(orderId: string): Promise<Reservation | undefined> {
    const item = await this.#item(reservationKey(orderId));
    return item === undefined ? undefined : readReservation(item);
  }

  async write(reservation: Reservation, moves: readonly StockMove[]): Promise<WriteOutcome> {
    const put = this.#reservationPut(reservation);
    if (moves.length === 0) return this.#put(put);
    return this.#commits.write({ orderId: reservation.orderId, put, moves });
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

  #time(): string {
    return new Date(this.#now()).toISOString();
  }
}

function reservationKey(orderId: string): string {
  return `reservation#${orderId}`;
}

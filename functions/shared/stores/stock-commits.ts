import { setTimeout as delay } from "node:timers/promises";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  type PutCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { WriteOutcome } from "../../../domain/stock/ports.ts";
import type { StockMove } from "../../../domain/stock/reservation.ts";

type TransactUpdate = NonNullable<NonNullable<TransactWriteCommandInput["TransactItems"]>[number]["Update"]>;

/** A reservation's write and its moves of stock, which happen together or not at all. */
export interface StockWrite {
  readonly orderId: string;
  readonly put: PutCommandInput;
  readonly moves: readonly StockMove[];
}

interface Pending {
  readonly write: StockWrite;
  readonly settle: (outcome: WriteOutcome | Promise<WriteOutcome>) => void;
}

/** `some-changed`: of several reservations those that are no longer what was read. */
type JointOutcome = WriteOutcome | { readonly outcome: "some-changed"; readonly positions: readonly number[] };

/** DynamoDB's. */
const mostItems = 100;
/**
 * How long (ms) the first write waits at most for the others of its batch, which come some calls later, or a call to Stripe:
 * a stock row that ten of them want is billed once.
 */
const longestGathering = 200;
const glance = 5;
/** How often a transaction is tried that meets others at its rows, and the longest pause (ms) between. */
const mostTries = 20;
const longestPause = 200;

/**
 * One transaction at a time, joined with what has come meanwhile: the records of a batch that want the same SKU would
 * cancel each other's transactions, and each transaction keeps every other environment from its stock rows.
 */
export class StockCommits {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  #pending: Pending[] = [];
  #isDraining = false;
  readonly #underWay: () => number;

  /** @param underWay how many records are being handled, each of which may write */
  constructor(client: DynamoDBDocumentClient, table: string, underWay: () => number) {
    this.#client = client;
    this.#table = table;
    this.#underWay = underWay;
  }

  write(write: StockWrite): Promise<WriteOutcome> {
    return new Promise((settle) => {
      this.#pending.push({ write, settle });
      if (!this.#isDraining) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    const isWaitedFor = (): boolean => this.#pending.length < this.#underWay();
    for (let waited = 0; waited < longestGathering && isWaitedFor(); waited += glance) await delay(glance);
    while (this.#pending.length > 0) {
      await this.#commit(this.#pending.splice(0, joinable(this.#pending.map(({ write }) => write))));
    }
    this.#isDraining = false;
  }

  /** What was refused says nothing about those that it was joined with: they are written together, without it. */
  async #commit(group: readonly Pending[]): Promise<void> {
    if (group.length === 0) return;
    const [result] = await Promise.allSettled([this.#transact(group.map(({ write }) => write))]);
    if (result.status === "rejected") {
      for (const { settle } of group) settle(Promise.reject(result.reason));
    } else if (result.value.outcome === "some-changed") {
      const { positions } = result.value;
      for (const position of positions) group[position]?.settle({ outcome: "changed" });
      await this.#commit(group.filter((_, position) => !positions.includes(position)));
    } else if (result.value.outcome === "short" && group.length > 1) {
      const short = new Set(result.value.skus);
      const isShort = ({ write }: Pending): boolean => write.moves.some(({ sku }) => short.has(sku));
      // What is too much together may not be too much alone.
      for (const one of group.filter(isShort)) await this.#commit([one]);
      await this.#commit(group.filter((one) => !isShort(one)));
    } else for (const { settle } of group) settle(result.value);
  }

  /** What met another transaction changed nothing: the same one is tried again. */
  async #transact(writes: readonly StockWrite[]): Promise<JointOutcome> {
    const [only, ...others] = writes;
    const moves = others.length === 0 ? (only?.moves ?? []) : sumBySku(writes.flatMap((write) => write.moves));
    const TransactItems = [
      ...writes.map(({ put }) => ({ Put: put })),
      ...moves.map((move) => ({ Update: this.#stockUpdate(move) })),
    ];
    let result: JointOutcome = { outcome: "contended" };
    for (let tries = 1; tries <= mostTries && result.outcome === "contended"; tries += 1) {
      if (tries > 1) await delay(Math.min(longestPause, 10 * 2 ** tries) * Math.random());
      try {
        await this.#client.send(new TransactWriteCommand({ TransactItems }));
        return { outcome: "written" };
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        result = cancelled(error, writes.length, moves);
      }
    }
    return result;
  }

  /** Both conditions fail for an unknown SKU, whose row has no attributes. */
  #stockUpdate({ sku, units, leave }: StockMove): TransactUpdate {
    return {
      TableName: this.#table,
      Key: { pk: `stock#${sku}` },
      UpdateExpression: `ADD ${leave === true ? "shipped" : "available"} :minusUnits, reserved :units`,
      ConditionExpression: units > 0 ? "available >= :units" : "reserved >= :minusUnits",
      ExpressionAttributeValues: { ":units": units, ":minusUnits": -units },
    };
  }
}

/** How many writes, from the first, one transaction can do: reservations of different orders. */
export function joinable(writes: readonly StockWrite[]): number {
  const orders = new Set<string>();
  const skus = new Set<string>();
  for (const [index, { orderId, moves }] of writes.entries()) {
    for (const { sku } of moves) skus.add(sku);
    const isReservation = moves.every(({ units }) => units > 0);
    const isFull = orders.size + 1 + skus.size > mostItems;
    if (index > 0 && (!isReservation || isFull || orders.has(orderId))) return index;
    orders.add(orderId);
    if (!isReservation) return 1;
  }
  return writes.length;
}

function sumBySku(moves: readonly StockMove[]): StockMove[] {
  const units = new Map<string, number>();
  for (const move of moves) units.set(move.sku, (units.get(move.sku) ?? 0) + move.units);
  return [...units].map(([sku, sum]) => ({ sku, units: sum }));
}

/** Reasons that pass on their own; a transaction is not tried again by the client for any of them. */
const passing = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

/**
 * Reads why a transaction was cancelled: the reasons are in the order of its items, the reservations first.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function cancelled(
  error: TransactionCanceledException,
  reservations: number,
  moves: readonly StockMove[],
): JointOutcome {
  const all = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
  const rows = all.slice(reservations);
  const positions = [...all.keys()].filter((at) => at < reservations && all[at] === "ConditionalCheckFailed");
  if (positions.length > 0) return reservations === 1 ? { outcome: "changed" } : { outcome: "some-changed", positions };
  const codes = all.filter((code) => code !== "None");
  if (codes.some((code) => passing.has(code))) return { outcome: "contended" };
  const skus = moves.filter((_, index) => rows[index] === "ConditionalCheckFailed").map(({ sku }) => sku);
  if (skus.length === 0 || skus.length !== codes.length) throw error;
  return { outcome: "short", skus };
}

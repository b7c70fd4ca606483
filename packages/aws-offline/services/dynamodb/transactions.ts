import { createHash } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { AwsError, notSupported } from "../../gateway/aws-error.ts";
import { isObject, refuseOthers } from "../../input.ts";
import type { Data, Item } from "./dynalite.ts";
import { promise, translate, type DynamoEngine } from "./engine.ts";
import { conflict, type OngoingTransactions } from "./ongoing-transactions.ts";
import type { SharedLock } from "./shared-lock.ts";
import { Staging } from "./staging.ts";
import { TransactionCapacity } from "./transaction-capacity.ts";

/** docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const maxItems = 100;
const tokenMilliseconds = 10 * 60 * 1000;

type Kind = "Put" | "Update" | "Delete" | "ConditionCheck";

interface Step {
  kind: Kind;
  data: Data;
  returnOld: boolean;
}

interface Reason {
  Code: string;
  Message?: string;
  Item?: Item;
}

const knownParameters = ["TransactItems", "ClientRequestToken", "ReturnConsumedCapacity"];

/** The action whose rules and effect each kind has. A check has a delete's parameters and no effect. */
const actions: Readonly<Record<Kind, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "DeleteItem",
};

/** Transactions, which dynalite lacks. */
export class Transactions {
  readonly #engine: DynamoEngine;
  readonly #clock: Clock;
  readonly #ongoing: OngoingTransactions;
  readonly #lock: SharedLock;
  readonly #tokens = new Map<string, { request: string; at: number }>();

  /** @param lock that every writer shares; a transaction looks and is applied alone */
  constructor(engine: DynamoEngine, clock: Clock, ongoing: OngoingTransactions, lock: SharedLock) {
    this.#engine = engine;
    this.#clock = clock;
    this.#ongoing = ongoing;
    this.#lock = lock;
  }

  async write(input: Data): Promise<Data> {
    const items = readItems("TransactWriteItems", input);
    const token = input["ClientRequestToken"];
    const request = typeof token === "string" ? digest(items) : "";
    if (typeof token === "string" && this.#seen(token, request)) return {};
    const steps = items.map((item) => this.#readStep(item));
    const places = await this.#placesOf(steps);
    this.#refuseConflict(places);
    const held = places.filter((place) => place !== undefined);
    const output = await this.#ongoing.hold(held, () => this.#lock.alone(() => this.#apply(steps, input)));
    if (typeof token === "string") this.#tokens.set(token, { request, at: this.#clock.now() });
    return output;
  }

  async #apply(steps: readonly Step[], input: Data): Promise<Data> {
    const staging = new Staging(this.#engine.store);
    const reasons: Reason[] = [];
    const capacity = new TransactionCapacity(input);
    for (const step of steps) reasons.push(await this.#stage(step, staging, capacity));
    if (reasons.some(({ Code }) => Code !== "None")) throw cancelled(reasons);
    await staging.commit();
    return capacity.output();
  }

  async get(input: Data): Promise<Data> {
    const gets = readItems("TransactGetItems", input).map((item) => {
      const get = item["Get"];
      if (!isObject(get)) throw invalid("TransactItems can only contain Get");
      return this.#engine.validate("GetItem", get);
    });
    this.#refuseConflict(await this.#placesOf(gets.map((data) => ({ data }))));
    return this.#lock.alone(() => this.#read(gets, input));
  }

  async #read(gets: readonly Data[], input: Data): Promise<Data> {
    const Responses: Data[] = [];
    const capacity = new TransactionCapacity(input);
    for (const data of gets) {
      const response = await this.#engine.run("GetItem", { ...data, ConsistentRead: true, ...capacity.asked });
      capacity.add(response);
      Responses.push(response["Item"] === undefined ? {} : { Item: response["Item"] });
    }
    return { Responses, ...capacity.output() };
  }

  #readStep(item: Data): Step {
    const [[name, operation] = ["", undefined], ...others] = Object.entries(item);
    if (others.length > 0 || !isObject(operation)) {
      throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    const kind = (Object.keys(actions) as Kind[]).find((known) => known === name);
    if (kind === undefined) throw notSupported(`dynamodb:TransactWriteItems with ${name}`);
    if (kind === "Update" && operation["UpdateExpression"] === undefined) throw missing(kind, "updateExpression");
    if (kind === "ConditionCheck" && operation["ConditionExpression"] === undefined) {
      throw missing(kind, "conditionExpression");
    }
    const data = this.#engine.validate(actions[kind], operation);
    return { kind, data, returnOld: operation["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD" };
  }

  /** @throws AwsError for an item that is there twice. */
  async #placesOf(steps: readonly Pick<Step, "data">[]): Promise<(string | undefined)[]> {
    const places = await Promise.all(steps.map(({ data }) => this.#engine.placeOf(data)));
    const known = places.filter((place) => place !== undefined);
    if (new Set(known).size < known.length) {
      throw invalid("Transaction request cannot include multiple operations on one item");
    }
    return places;
  }

  #refuseConflict(places: readonly (string | undefined)[]): void {
    const reasons = places.map((place): Reason => (this.#ongoing.includes(place) ? conflict : { Code: "None" }));
    if (reasons.some(({ Code }) => Code !== "None")) throw cancelled(reasons);
  }

  async #stage(step: Step, staging: Staging, capacity: TransactionCapacity): Promise<Reason> {
    try {
      if (step.kind === "ConditionCheck") await this.#check(step.data, staging);
      else {
        const data = { ...step.data, ...capacity.asked };
        capacity.add(await this.#engine.run(actions[step.kind], data, staging.store));
      }
      return { Code: "None" };
    } catch (error) {
      const known = translate(error);
      if (!(known instanceof AwsError)) throw known;
      if (known.code === "ValidationException") return { Code: "ValidationError", Message: known.message };
      if (known.code !== "ConditionalCheckFailedException") throw known;
      const old = step.returnOld && staging.lastRead !== undefined ? { Item: staging.lastRead } : {};
      return { Code: "ConditionalCheckFailed", Message: known.message, ...old };
    }
  }

  async #check(data: Data, staging: Staging): Promise<void> {
    const { db } = this.#engine.dynalite;
    const table = await this.#engine.table(String(data["TableName"]));
    const wrong = db.validateKey(data["Key"] as Item, table);
    if (wrong !== undefined && wrong !== null) throw translate(wrong);
    const key = db.createKey(data["Key"] as Item, table);
    const item = await promise<Item>((done) =>
      staging.store
        .getItemDb(table.TableName)
        .get(key, (error, found) => done(isNotFound(error) ? null : error, found)),
    );
    const failed = db.checkConditional(data, item);
    if (failed !== undefined && failed !== null) throw translate(failed);
  }

  /** @returns true when this very request was done within the last ten minutes. */
  #seen(token: string, request: string): boolean {
    const oldest = this.#clock.now() - this.#clock.real(tokenMilliseconds);
    for (const [old, { at }] of this.#tokens) {
      if (at >= oldest) break;
      this.#tokens.delete(old);
    }
    const before = this.#tokens.get(token);
    if (before === undefined) return false;
    if (before.request === request) return true;
    throw new AwsError(
      "IdempotentParameterMismatchException",
      "The request was rejected because the parameters are different from those of an earlier request with the same ClientRequestToken",
    );
  }
}

function readItems(action: string, input: Data): Data[] {
  refuseOthers(`dynamodb:${action}`, input, knownParameters);
  const items = input["TransactItems"];
  if (!Array.isArray(items) || items.length === 0 || items.length > maxItems) {
    const rule = `Member must have length less than or equal to ${String(maxItems)} and greater than or equal to 1`;
    throw invalid(`1 validation error detected: Value at 'transactItems' failed to satisfy constraint: ${rule}`);
  }
  return items.map((item) => {
    if (isObject(item)) return item;
    throw invalid("TransactItems can only contain structures");
  });
}

function cancelled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError("TransactionCanceledException", message, { body: { CancellationReasons: reasons } });
}

function missing(kind: Kind, member: string): AwsError {
  const place = `transactItems.member.${kind.charAt(0).toLowerCase()}${kind.slice(1)}.${member}`;
  return invalid(
    `1 validation error detected: Value null at '${place}' failed to satisfy constraint: Member must not be null`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === "NotFoundError";
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64");
}

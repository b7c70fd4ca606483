import { AwsError, notSupported } from "../../gateway/aws-error.ts";
import { isObject } from "../../input.ts";
import type { Callback, Data, Dynalite, Item, ItemDb, Store, Table } from "./dynalite.ts";

/** What the SDK sends and dynalite does not know, handled here. */
const ownParameters = new Set(["ReturnValuesOnConditionCheckFailure"]);

/** A scan of a table is consistent here whether or not it asks for it; one of an index cannot be. */
function isOwn(action: string, name: string, { IndexName }: Data): boolean {
  return ownParameters.has(name) || (action === "Scan" && name === "ConsistentRead" && IndexName === undefined);
}

/** dynalite's actions as promises, with AWS's errors. */
export class DynamoEngine {
  readonly dynalite: Dynalite;
  readonly store: Store;

  constructor(dynalite: Dynalite, region: string, accountId: string, view: (store: Store) => Store) {
    this.dynalite = dynalite;
    this.store = view(dynalite.db.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }));
    this.store.tableDb.awsRegion = region;
    this.store.tableDb.awsAccountId = accountId;
  }

  /**
   * Checks a request's types, values and expressions by dynalite's rules.
   * @returns the request with its expressions parsed.
   * @throws AwsError, also for a parameter that dynalite would drop without a word.
   */
  validate(action: string, input: Data): Data {
    const { types, custom } = this.dynalite.validation(action);
    const unknown = Object.keys(input).find((name) => !Object.hasOwn(types, name) && !isOwn(action, name, input));
    if (unknown !== undefined) throw notSupported(`dynamodb:${action} with ${unknown}`);
    try {
      // A copy, as dynalite works on what it is given.
      const data = this.dynalite.validations.checkTypes(structuredClone(input), types);
      this.dynalite.validations.checkValidations(data, types, custom, this.store);
      return data;
    } catch (error) {
      throw translate(error);
    }
  }

  /** Runs an action on validated data, on the tables themselves or on another view of them. */
  run(action: string, data: Data, store: Store = this.store): Promise<Data> {
    return promise((done) => this.dynalite.action(action)(store, data, done));
  }

  /** @throws ResourceNotFoundException, also for a table that is not active yet. */
  table(name: string): Promise<Table> {
    return promise((done) => this.store.getTable(name, true, done));
  }

  async isActive(name: string): Promise<boolean> {
    const table = await promise<Table>((done) => this.store.getTable(name, false, done));
    return table.TableStatus === "ACTIVE";
  }

  /** Names the item that a validated request is about; undefined for a malformed key, which the action refuses itself. */
  async placeOf({ TableName, Key: key, Item: item }: Data): Promise<string | undefined> {
    const { db } = this.dynalite;
    const table = await this.table(String(TableName));
    const wrong = isObject(key) ? db.validateKey(key as Item, table) : db.validateItem(item as Item, table);
    if (wrong !== undefined && wrong !== null) return undefined;
    return `${table.TableName}/${db.createKey((key ?? item) as Item, table)}`;
  }

  /**
   * A single write of validated data. On a failed condition the item is added to the error, when the request asks for
   * it.
   */
  async write(action: string, data: Data, input: Data): Promise<Data> {
    if (input["ReturnValuesOnConditionCheckFailure"] !== "ALL_OLD") return this.run(action, data);
    let seen: Item | undefined;
    const watched = withItems(this.store, (items) => ({
      ...items,
      get: (key, done) =>
        items.get(key, (error, item) => {
          seen = item;
          done(error, item);
        }),
    }));
    try {
      return await this.run(action, data, watched);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ConditionalCheckFailedException") throw error;
      throw new AwsError(error.code, error.message, seen === undefined ? {} : { body: { Item: seen } });
    }
  }

  close(): Promise<void> {
    return this.store.db.close();
  }
}

/** The same store with another view of each table's items. */
export function withItems(store: Store, view: (items: ItemDb, table: string) => ItemDb): Store {
  return { ...store, getItemDb: (table) => view(store.getItemDb(table), table) };
}

export function promise<T>(start: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error === undefined || error === null) resolve(value as T);
      else reject(translate(error));
    });
  });
}

/** dynalite's errors carry the response's status and body. */
export function translate(error: unknown): Error {
  if (error instanceof AwsError) return error;
  const body = isObject(error) && isObject(error["body"]) ? error["body"] : undefined;
  const type = body?.["__type"];
  if (body === undefined || typeof type !== "string") {
    return error instanceof Error ? error : new Error(String(error));
  }
  const message = body["message"] ?? body["Message"];
  return new AwsError(type.split("#").at(-1) ?? type, typeof message === "string" ? message : "", {
    status: isObject(error) && typeof error["statusCode"] === "number" ? error["statusCode"] : 400,
    cause: error,
  });
}

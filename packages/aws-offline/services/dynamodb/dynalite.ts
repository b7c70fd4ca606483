import { createRequire } from "node:module";

/** A DynamoDB item or key: attribute name to typed value. */
export type Item = Record<string, Record<string, unknown>>;
export type Data = Record<string, unknown>;
export type Callback<T> = (error: unknown, value?: T) => void;

/** One table's items, by dynalite's encoded key. */
export interface ItemDb {
  lock(key: string, run: (release: (callback: Callback<unknown>) => Callback<unknown>) => void): void;
  get(key: string, done: Callback<Item>): void;
  put(key: string, item: Item, done: Callback<void>): void;
  del(key: string, done: Callback<void>): void;
}

export interface Table {
  TableName: string;
  TableStatus: string;
  TableArn: string;
  [name: string]: unknown;
}

export interface Store {
  options: { maxItemSize: number };
  tableDb: { awsAccountId: string; awsRegion: string; close?: unknown };
  db: { close(): Promise<void> };
  getItemDb(table: string): ItemDb;
  getIndexDb(type: string, table: string, index: string): ItemDb;
  getTable(name: string, checkStatus: boolean, done: Callback<Table>): void;
}

/** dynalite's modules below its HTTP server: calling them spares a second server and two hops a call. */
export interface Dynalite {
  db: {
    create(options: { createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store;
    validateKey(key: Item, table: Table): unknown;
    validateItem(item: Item, table: Table): unknown;
    createKey(item: Item, table: Table): string;
    /** Returns the error, or nothing. `_condition` is what the validation has made of ConditionExpression. */
    checkConditional(data: Data, item: Item | undefined): unknown;
  };
  validations: {
    checkTypes(data: Data, types: Data): Data;
    checkValidations(data: Data, types: Data, custom: unknown, store: Store): void;
  };
  action(name: string): (store: Store, data: Data, done: Callback<Data>) => void;
  validation(name: string): { types: Data; custom?: unknown };
}

export const dynaliteActions = [
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeTable",
  "GetItem",
  "ListTables",
  "ListTagsOfResource",
  "PutItem",
  "Query",
  "Scan",
  "TagResource",
  "UntagResource",
  "UpdateItem",
  "UpdateTable",
] as const;

/** Loads dynalite's database and rules; each action when it is first called. */
export function loadDynalite(): Dynalite {
  const require = createRequire(import.meta.url);
  const lowerFirst = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return {
    db: loadDatabase(require),
    validations: require("dynalite/validations/index.js") as Dynalite["validations"],
    action: (name) => require(`dynalite/actions/${lowerFirst(name)}.js`) as ReturnType<Dynalite["action"]>,
    validation: (name) => require(`dynalite/validations/${lowerFirst(name)}.js`) as ReturnType<Dynalite["validation"]>,
  };
}

/**
 * dynalite's items are JSON and its keys plain ASCII: kept as text they are neither encoded nor decoded at each access, and
 * no item pins the 8 KiB block that small buffers share. dynalite has no option for it.
 */
function loadDatabase(require: NodeJS.Require): Dynalite["db"] {
  const file = require.resolve("dynalite/db/index.js");
  const memory = createRequire(file)("memory-level") as MemoryLevelModule;
  const { MemoryLevel } = memory;
  memory.MemoryLevel = class TextLevel extends MemoryLevel {
    constructor(options: object) {
      super({ ...options, storeEncoding: "utf8" });
    }
  };
  try {
    return require(file) as Dynalite["db"];
  } finally {
    memory.MemoryLevel = MemoryLevel;
  }
}

interface MemoryLevelModule {
  MemoryLevel: new (options: object) => object;
}

import type { Properties } from "./values.ts";

/** What a provider knows of a resource that exists. */
interface Found {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** Where a provider's resources live. Each method may throw: the message becomes the engine's error. */
export interface Backend {
  /** @param preview nothing is made, and what only a creation can know stays unknown */
  create(type: string, urn: string, inputs: Properties, preview: boolean): Result<{ id: string; outputs: Properties }>;
  /**
   * The resource as it is now; undefined when it is gone.
   * @param inputs as the engine knows them
   */
  read(type: string, id: string, inputs: Properties): Result<Found | undefined>;
  /** Returns the outputs. @param before the outputs until now */
  update(type: string, id: string, inputs: Properties, before: Properties, preview: boolean): Result<Properties>;
  delete(type: string, id: string, inputs: Properties): Result<void>;
  /** Returns a data source. @throws when it does not know it */
  invoke(token: string): Properties;
}

type Result<Value> = Value | Promise<Value>;

import type { Properties } from "./values.ts";

/** What a provider knows of a resource that exists. */
interface Found {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** Where a provider's resources live. Each method may throw: the message becomes the engine's error. */
export interface Backend {
  /** @param preview nothing is made, and what only a creation can tell stays unknown */
  create(type: string, urn: string, inputs: Properties, preview: boolean): Answer<{ id: string; outputs: Properties }>;
  /**
   * The resource as it is now; undefined when it is gone.
   * @param inputs as the engine knows them
   */
  read(type: string, id: string, inputs: Properties): Answer<Found | undefined>;
  /** Answers the outputs. @param before the outputs until now */
  update(type: string, id: string, inputs: Properties, before: Properties, preview: boolean): Answer<Properties>;
  delete(type: string, id: string, inputs: Properties): Answer<void>;
  /** Answers a data source. @throws when it does not know it */
  invoke(token: string): Properties;
}

type Answer<Value> = Value | Promise<Value>;

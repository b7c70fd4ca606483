/** A table as the program declares it, on demand or provisioned alike (capacity is not enforced). */
export interface TableDefinition {
  name: string;
  hashKey: string;
  rangeKey?: string;
  /** Of the keys of the table and of its indexes, no others. */
  attributes: { name: string; type: "S" | "N" | "B" }[];
  globalSecondaryIndexes?: IndexDefinition[];
  /** Epoch seconds; described, and not acted upon. */
  ttlAttribute?: string;
  pointInTimeRecovery?: boolean;
  deletionProtection?: boolean;
  kmsKeyArn?: string;
  tags?: Record<string, string>;
}

export interface IndexDefinition {
  name: string;
  hashKey: string;
  rangeKey?: string;
  projectionType?: "ALL" | "KEYS_ONLY" | "INCLUDE";
  nonKeyAttributes?: string[];
}

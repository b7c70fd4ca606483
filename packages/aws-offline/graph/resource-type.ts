import * as v from "valibot";

/** Where a resource would lie in AWS; the offline run puts its own addresses in. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  /** Base of queue URLs, `https://sqs.REGION.amazonaws.com` on AWS. */
  readonly queueBase: string;
  readonly apiEndpoint: (apiId: string) => string;
}

export interface Identity {
  /** The physical name: given by the program, else made as the engine makes it. */
  readonly name: string;
  /** Hex digits, the same for the same URN. */
  readonly digest: string;
}

export type Outputs = Readonly<Record<string, Output>>;
type Output = string | Output[] | { [name: string]: Output };

export interface Created {
  readonly id: string;
  readonly outputs: Outputs;
}

/** What Terraform calls a type and those of its arguments whose names do not follow from Pulumi's. */
interface TerraformNames {
  readonly type: string;
  readonly arguments?: Readonly<Record<string, string>>;
  /** Lists that Terraform has as blocks which may come more than once: Pulumi has the plural. */
  readonly blocks?: Readonly<Record<string, string>>;
}

/**
 * One type of AWS resource: its inputs, all of them, with the ranges that AWS allows; what AWS returns at its creation;
 * and what Pulumi's engine, Terraform and CloudFormation know of it.
 */
export interface ResourceType<Inputs = unknown> {
  readonly token: string;
  readonly inputs: v.GenericSchema<unknown, Inputs>;
  /** The input that the engine fills with a name of its own when the program gives none. */
  readonly autoname?: string;
  /** Whether AWS lets it be tagged, and so the provider's default tags reach it. */
  readonly taggable: boolean;
  /** Besides the name: inputs whose change replaces the resource. */
  readonly replaces: readonly string[];
  /** Inputs by path that hold another resource's name or id, and its type. ARNs and URLs speak for themselves. */
  readonly references: Readonly<Record<string, string>>;
  readonly terraform: TerraformNames;
  /** What CloudFormation calls it, or what it is a part of there. */
  readonly cloudFormation?: string;
  create(inputs: Inputs, identity: Identity, place: Place): Created;
}

export type InputsOf<Type> = Type extends ResourceType<infer Inputs> ? Inputs : never;

type Schema<Entries extends v.ObjectEntries> = v.StrictObjectSchema<Entries, undefined>;
type Parsed<Entries extends v.ObjectEntries> = v.InferOutput<Schema<Entries>>;

/**
 * Declares a resource type. An input that `entries` does not name is refused by name:
 * a property that would be ignored offline and act on AWS must not pass unseen.
 */
export function resourceType<const Entries extends v.ObjectEntries>(definition: {
  readonly token: string;
  readonly terraform: string | TerraformNames;
  readonly cloudFormation?: string;
  readonly autoname?: string;
  readonly entries: Entries;
  /** What several inputs must be together. */
  readonly check?: (inputs: Schema<Entries>) => v.GenericSchema<unknown, Parsed<Entries>>;
  readonly replaces?: readonly string[];
  readonly references?: Readonly<Record<string, string>>;
  readonly create: (inputs: Parsed<Entries>, identity: Identity, place: Place) => Created;
}): ResourceType<Parsed<Entries>> {
  const {
    token,
    terraform,
    cloudFormation,
    autoname,
    entries,
    check,
    replaces = [],
    references = {},
    create,
  } = definition;
  const inputs = v.strictObject(entries);
  return {
    token,
    inputs: check?.(inputs) ?? inputs,
    ...(autoname === undefined ? {} : { autoname }),
    taggable: "tags" in entries,
    replaces,
    references,
    terraform: typeof terraform === "string" ? { type: terraform } : terraform,
    ...(cloudFormation === undefined ? {} : { cloudFormation }),
    create,
  };
}

/** What is wrong with a value of a known input. */
export function reasonOf(issue: v.BaseIssue<unknown>): string {
  const isOurs = issue.kind === "validation" || issue.type === "picklist";
  return isOurs ? issue.message : `is ${issue.received}, not ${issue.expected ?? "what AWS allows"}`;
}

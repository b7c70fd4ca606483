import { both, length, matching, type Constraint } from "../constraints.ts";
import type { Failure } from "../failure.ts";
import type { Properties } from "../values.ts";
import { text } from "../values.ts";

/** What a kind may use to make up the properties that AWS would answer. */
export interface Draft {
  readonly inputs: Properties;
  readonly name: string;
  readonly region: string;
  readonly account: string;
  arn(service: string, resource: string): string;
  token(length: number): string;
}

/** What the test's provider knows of one resource type. */
export interface Kind {
  /** The property that is named by the engine when the program does not, and what AWS allows for it. */
  readonly name?: { readonly property: string; readonly constraint: Constraint };
  /** Besides the name: a change of these replaces the resource. */
  readonly replaces: readonly string[];
  /** Properties (by path) that hold another resource's name or id, and its type. ARNs and URLs speak for themselves. */
  readonly references?: Readonly<Record<string, string>>;
  /** By path (`attributes[].type`): what the AWS provider checks before it asks AWS. */
  readonly constraints?: Readonly<Record<string, Constraint>>;
  /** What it checks of several properties together; the inputs are without secret marks. */
  readonly check?: (inputs: Properties) => Failure[];
  /** What AWS adds: the id and the computed outputs. */
  computed(draft: Draft): Properties & { readonly id: string };
}

const anyCharacter = /^[^]*$/u;

/** @param pattern what the whole name must match */
export const named = (property: string, longest: number, pattern: RegExp = anyCharacter) => ({
  property,
  constraint: both(length(1, longest), matching(pattern)),
});
export const arnAndId = (arn: string, id: string) => ({ arn, id });

/** An id that repeats an input, for resources that are a setting of another one. */
export const idOf = (property: string) => (draft: Draft) => ({ id: text(draft.inputs, property) });

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
  /** The property that is named by the engine when the program does not, and its greatest length on AWS. */
  readonly name?: { readonly property: string; readonly longest: number };
  /** Besides the name: a change of these replaces the resource. */
  readonly replaces: readonly string[];
  /** Properties (by path) that hold another resource's name or id, and its type. ARNs and URLs speak for themselves. */
  readonly references?: Readonly<Record<string, string>>;
  /** What AWS adds: the id and the computed outputs. */
  computed(draft: Draft): Properties & { readonly id: string };
}

export const named = (property: string, longest: number) => ({ property, longest });
export const arnAndId = (arn: string, id: string) => ({ arn, id });

/** An id that repeats an input, for resources that are a setting of another one. */
export const idOf = (property: string) => (draft: Draft) => ({ id: text(draft.inputs, property) });

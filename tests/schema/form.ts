import * as v from "valibot";
import type { ResourceType } from "../../packages/aws-offline/graph/resource-type.ts";

export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };
export type Properties = Readonly<Record<string, Json>>;

/** How CloudFormation writes a type. */
interface Definition<Inputs> {
  readonly type: string;
  /** Properties, and with a dot members, whose names do not follow from Pulumi's. */
  readonly names?: Readonly<Record<string, string>>;
  /** Texts that a template holds as objects. */
  readonly json?: readonly string[];
  /** Inputs that CloudFormation has elsewhere or not at all, each with where or why. */
  readonly leftOut?: Readonly<Record<string, string>>;
  readonly tags?: "map";
  /** Where CloudFormation has it within another resource of this type: the property by which the two belong together. */
  readonly partOf?: string;
  /** Properties made of other inputs. */
  readonly own?: (inputs: Inputs) => Properties;
}

export interface Form {
  /** Pulumi's. */
  readonly token: string;
  /** A text: why CloudFormation has nothing for this type. */
  readonly definition: Definition<unknown> | string;
}

export function form<Inputs>(type: ResourceType<Inputs>, definition: Definition<Inputs> | string): Form {
  const { token } = type;
  if (typeof definition === "string") return { token, definition };
  const { own, ...rest } = definition;
  return {
    token,
    definition: { ...rest, ...(own === undefined ? {} : { own: (inputs) => own(v.parse(type.inputs, inputs)) }) },
  };
}

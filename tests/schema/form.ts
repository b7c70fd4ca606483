import * as v from "valibot";
import type { ResourceType } from "../../packages/aws-offline/graph/resource-type.ts";

export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };
export type Properties = Readonly<Record<string, Json>>;

/** How CloudFormation writes a type: what does not follow from its description. */
interface Definition<Inputs> {
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
  readonly definition: (Definition<unknown> & { readonly type: string }) | string;
}

/** @throws Error for a definition of a type whose description lacks CloudFormation's name */
export function form<Inputs>(type: ResourceType<Inputs>, definition: Definition<Inputs> | string): Form {
  const { token, cloudFormation } = type;
  if (typeof definition === "string") return { token, definition };
  if (cloudFormation === undefined) throw new Error(`${token}: its description lacks CloudFormation's name`);
  const { own, ...rest } = definition;
  return {
    token,
    definition: {
      type: cloudFormation,
      ...rest,
      ...(own === undefined ? {} : { own: (inputs) => own(v.parse(type.inputs, inputs)) }),
    },
  };
}

import { type SampleObject, samplePurchase, type SamplePurchase } from "../samples/index.ts";
import { endedAs, type PaidKind, type ScenarioOptions, scenarioFrom } from "./common.ts";
import type { EndingName } from "./endings.ts";
import type { Revision } from "./revise.ts";
import type { AnyPurchase, Outline, Scenario } from "./scenario.ts";

/** Something other than `options` sells, or another way to write it down. */
interface Twist {
  readonly options?: Partial<ScenarioOptions>;
  readonly revision?: Revision;
  readonly outline?: Partial<Outline>;
}

/** A common purchase with a twist. */
export function twisted(kind: PaidKind, ending: EndingName, { options: more, revision = {}, outline = {} }: Twist) {
  return (options: ScenarioOptions): Scenario => {
    const customer = { ...options.customer, ...more?.customer };
    const purchase = samplePurchase({ ...options, ...more, customer, kind });
    return scenarioFrom({ ...options, ...more }, purchase, {
      ...endedAs(ending, kind, purchase),
      revision,
      ...outline,
    });
  };
}

/** What is left of a purchase when Stripe never had some of its objects. */
export function without(
  purchase: SamplePurchase<"invoiced">,
  ...kinds: readonly (keyof typeof purchase.ids)[]
): AnyPurchase {
  const gone = new Set<string>(kinds.map((kind) => purchase.ids[kind]));
  const isGone = (object: SampleObject): boolean =>
    gone.has(object.id) || (object.object === "invoice_payment" && kinds.includes("paymentIntent"));
  return {
    ...purchase,
    ids: Object.fromEntries(Object.entries(purchase.ids).filter(([, id]) => !gone.has(id))),
    objects: purchase.objects.filter((object) => !isGone(object)),
  };
}

export const keyed = ({ account }: ScenarioOptions, id: string): string =>
  account === undefined ? id : `${account}/${id}`;

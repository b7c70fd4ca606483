import type { Scenario } from "./scenario.ts";

/** The scenario with another text wherever a pattern matches, in its events, objects and what is expected alike. */
export function rewritten(scenario: Scenario, pattern: RegExp, text: string): Scenario {
  return JSON.parse(JSON.stringify(scenario).replace(pattern, text)) as Scenario;
}

/** The scenario with things that no other sells: equal in all but their SKUs, and the ids of products and prices. */
export function ofItsOwnGoods(scenario: Scenario, mark: string): Scenario {
  const skus = scenario.items.map(({ sku }) => sku).join("|");
  const renamed = rewritten(scenario, /\b(prod_|price_(?=1)|plan-)(\w+)/gu, `$1$2${mark}`);
  return rewritten(renamed, new RegExp(`"(${skus})(?=\\\\?")`, "gu"), `"$1-${mark}`);
}

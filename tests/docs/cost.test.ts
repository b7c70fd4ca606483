import { expect, it } from "vitest";
import { withCounts } from "../../scripts/cost-page/elsewhere.ts";
import { withCosts } from "../../scripts/cost-page/page.ts";
import { readDocument } from "../../scripts/markdown.ts";

it.each(Object.entries({ "docs/cost.md": withCosts, ...withCounts }))(
  "%s shows what mix, counts, prices and settings make; `npm run docs:cost` writes it",
  async (name, written) => {
    const document = await readDocument(name);
    expect(await written(document)).toBe(document);
  },
);

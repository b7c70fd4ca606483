import { expect, it } from "vitest";
import { withCosts } from "../../scripts/cost-page/page.ts";
import { readDocument } from "../support/markdown.ts";

it("docs/cost.md tells what mix, counts, prices and settings make; `npm run docs:cost` writes it", async () => {
  const document = await readDocument("docs/cost.md");
  expect(await withCosts(document)).toBe(document);
});

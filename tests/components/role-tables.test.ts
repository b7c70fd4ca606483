import { expect, it } from "vitest";
import { evaluate } from "../support/evaluate.ts";
import { readDocument } from "../../scripts/markdown.ts";
import { withRoleTables } from "../support/role-tables.ts";

it("docs/security.md lists what each role may do; `npm run docs:security` writes it", async () => {
  const document = await readDocument("docs/security.md");
  expect(withRoleTables(document, await evaluate({ settings: { reconcileHours: "1" } }))).toBe(document);
});

import { describe, expect, it } from "vitest";
import { shownBlocks, withShown } from "./page.ts";

const page = `# Page

<!-- shown: dlq -->
\`\`\`
$ npm run ops -- dlq
old
\`\`\`

Text.

\`\`\`
left alone
\`\`\`

<!-- shown: stock-list -->
\`\`\`
\`\`\`
`;

describe("the operations page", () => {
  it("gets what was printed in the place of what it shows, and stays as it is around it", () => {
    const printed = new Map([
      ["dlq", "$ npm run ops -- dlq\nNo dead $1 letters."],
      ["stock-list", "$ npm run ops -- stock list\nNo stock."],
    ]);
    const renewed = withShown(page, printed);
    expect(shownBlocks(renewed)).toEqual(printed);
    expect(renewed).toContain("left alone");
    expect(withShown(renewed, shownBlocks(page))).toBe(page.replace("-->\n```\n```", "-->\n```\n\n```"));
  });

  it("refuses a block that nothing was printed for, and what no block shows", () => {
    expect(() => withShown(page, new Map([["trace", "x"]]))).toThrow(
      "No block shows trace; nothing was printed for dlq, stock-list",
    );
  });
});

import { expect, it } from "vitest";
import { makeBundle } from "../../components/bundle.ts";
import { readDocument, tableUnder } from "../../scripts/markdown.ts";

const values = {
  "the signing secrets": "stripe_webhook_secret",
  "the API key": "stripe_api_key",
  "the sender": "ses_from_email",
} as const;

/** A value that a function uses it reads by its key: what a bundle does not name, it cannot keep. */
async function namedIn(folder: string): Promise<string[]> {
  const { files } = await makeBundle(`functions/${folder}/handler.ts`);
  const code = files["index.js"] ?? "";
  // As a key in code; messages may name it in a sentence.
  return Object.entries(values).flatMap(([what, key]) =>
    code.includes(`["${key}"]`) || code.includes(`.${key}`) ? [what] : [],
  );
}

const table = tableUnder(await readDocument("docs/security.md"), "Secrets");
const functions = ["stripe-webhook", "order-processor", "inventory-processor", "email-processor", "event-enricher"];

it.each(functions)("%s keeps of the secret what docs/security.md says, and no more", async (folder) => {
  const row = table.find((each) => each["who"]?.includes(`\`${folder}\``));
  const kept = (row?.["keeps"] ?? "?").split(", ").filter((what) => what !== "");
  expect((await namedIn(folder)).toSorted()).toEqual(kept.toSorted());
});

import * as v from "valibot";
import type { DeadLetterSource } from "../branches.ts";
import type { Target } from "../target.ts";
import { batchGet } from "../../functions/shared/batch-get.ts";

const failure = v.object({
  causeCode: v.string(),
  disposition: v.picklist(["reject", "retry"]),
  message: v.string(),
  at: v.string(),
  receives: v.number(),
});

type Failure = v.InferOutput<typeof failure>;

/** The last failures that the function on a queue wrote into the journal, by subject. */
export async function failuresOf(
  { name }: Pick<DeadLetterSource, "name">,
  subjects: readonly string[],
  { clients, outputs }: Target,
): Promise<ReadonlyMap<string, Failure>> {
  const keys = [...new Set(subjects)].map((subject) => `event#${subject}`);
  const items = await batchGet(clients.documents, outputs.journalTable, "pk", keys);
  return new Map(
    items.flatMap((item) => {
      const parsed = v.safeParse(failure, item[`failure_${name}`]);
      return parsed.success ? [[String(item["pk"]).slice("event#".length), parsed.output] as const] : [];
    }),
  );
}

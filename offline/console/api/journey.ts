import { tracedLetter, tracePorts } from "../../../ops/aws/trace.ts";
import { trace, type Trace } from "../../../ops/core/trace/trace.ts";
import type { Target } from "../../../ops/target.ts";
import type { Sqs } from "../../../packages/aws-offline/services/sqs/sqs.ts";
import { lettersOf } from "./letters.ts";

/** @returns undefined for an id that nobody knows */
export function journeyOf(target: Target, sqs: Pick<Sqs, "save">, id: string): Promise<Trace | undefined> {
  const letters = async (eventIds: ReadonlySet<string>) =>
    (await lettersOf(target, sqs))
      .filter(({ content }) => eventIds.has(content.subject))
      .map(({ branch, ...letter }) => tracedLetter(branch, letter));
  return trace(id, tracePorts(target, letters));
}

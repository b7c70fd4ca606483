import * as v from "valibot";
import type { JournalEvent } from "../../../functions/shared/journal.ts";
import { letterPorts } from "../../../ops/aws/dead-letter-ports.ts";
import { deadLetterSources } from "../../../ops/branches.ts";
import { CauseGroups, type CauseGroup } from "../../../ops/core/dead-letters/groups.ts";
import { openAll, type OpenedLetter } from "../../../ops/core/dead-letters/survey.ts";
import type { Target } from "../../../ops/target.ts";
import type { SavedMessage } from "../../../packages/aws-offline/services/sqs/engine/message.ts";
import type { Sqs } from "../../../packages/aws-offline/services/sqs/sqs.ts";
import { lastPart } from "../flow/traffic.ts";

export interface Letter extends OpenedLetter {
  readonly branch: string;
}

/** Every dead letter, seen without a receive: `ops dlq` hides what it reads for a moment. */
export async function lettersOf(target: Target, sqs: Pick<Sqs, "save">): Promise<Letter[]> {
  const queues = sqs.save();
  const opened = deadLetterSources(target.outputs).map(async (source) => {
    const letters = (queues[lastPart(source.deadLetterQueueUrl)] ?? []).map(letterOf);
    const all = letters.length === 0 ? [] : await openAll(source.name, letters, letterPorts(source, target));
    return all.map((letter) => ({ branch: source.name, ...letter }));
  });
  return (await Promise.all(opened)).flat();
}

export function groupsOf(letters: readonly Letter[]): CauseGroup[] {
  return [...Map.groupBy(letters, ({ branch }) => branch)].flatMap(([branch, own]) => {
    const groups = new CauseGroups(branch);
    for (const letter of own) groups.add(letter);
    return groups.list();
  });
}

const event = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    type: v.string(),
    created: v.number(),
    livemode: v.boolean(),
    data: v.object({ object: v.object({ id: v.exactOptional(v.string()) }) }),
  }),
);

/** Events that are dead letters and that the journal lacks: what the archive's branch gave up. */
export function unarchived(letters: readonly Letter[], known: readonly JournalEvent[], since: number): JournalEvent[] {
  const archived = new Set(known.map(({ eventId }) => eventId));
  const found = letters.flatMap(({ letter, content }) => {
    const { success, output } = v.safeParse(event, content.body);
    const { subject: eventId } = content;
    if (!success || archived.has(eventId) || letter.sentAt < since) return [];
    const { data, type, created, livemode } = output;
    const { id } = data.object;
    const receivedAt = new Date(letter.sentAt).toISOString();
    return [
      [
        eventId,
        { eventId, type, created, livemode, receivedAt, ...(id === undefined ? {} : { objectId: id }) },
      ] as const,
    ];
  });
  return [...new Map(found).values()];
}

function letterOf({ id, body, attributes, sentAt, deadLetterSourceArn }: SavedMessage) {
  const texts = Object.entries(attributes).flatMap(([name, { StringValue: text }]) =>
    text === undefined ? [] : [[name, text] as const],
  );
  const isMoved = deadLetterSourceArn !== undefined;
  return { messageId: id, receipt: "", body, attributes: Object.fromEntries(texts), sentAt, isMoved };
}

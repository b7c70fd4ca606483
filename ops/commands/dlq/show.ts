import { deadLetterSources } from "../../branches.ts";
import type { Context } from "../../context.ts";
import type { OpenedLetter } from "../../core/dead-letters/survey.ts";
import { exitCodes, type ExitCode } from "../../errors.ts";
import { readableDuration } from "../../output/duration.ts";
import { fieldLines } from "../../output/table.ts";
import { read } from "../../aws/dead-letter-ports.ts";

interface Found extends OpenedLetter {
  readonly branch: string;
}

/** Every dead letter of a message, an event, or an object that the event names; whole. */
export async function show(context: Context, id: string): Promise<ExitCode> {
  const found: Found[] = [];
  const { outputs } = await context.target();
  for (const branch of deadLetterSources(outputs)) {
    await read(branch, context, (opened) => {
      const { letter, content } = opened;
      if ([letter.messageId, content.subject].includes(id) || content.body.includes(JSON.stringify(id)))
        found.push({ branch: branch.name, ...opened });
    });
  }
  context.print({ letters: found.map(fieldsOf) }, () =>
    found.length === 0
      ? [`No dead letter has or contains the id ${id}.`]
      : found.flatMap((one) => lines(one, context.now())),
  );
  return found.length === 0 ? exitCodes.nothing : exitCodes.done;
}

function fieldsOf({ branch, letter, content, cause }: Found) {
  const { messageId, sentAt } = letter;
  const { subject, type, route, replayName, attributes, body } = content;
  return {
    branch,
    messageId,
    sentAt: new Date(sentAt).toISOString(),
    subject,
    type,
    route,
    replayName,
    cause,
    attributes,
    body,
  };
}

const routes = {
  queue: "the consumer gave up on it",
  topic: "SNS could not deliver it",
  rule: "a rule could not deliver it",
  bus: "the event bus could not keep it",
} as const;

function lines(found: Found, now: number): string[] {
  const { branch, messageId, sentAt, subject, type, route, replayName, cause, attributes, body } = fieldsOf(found);
  const fields = fieldLines({
    queue: branch,
    subject,
    type,
    message: messageId,
    sent: `${sentAt} (${readableDuration(now - found.letter.sentAt)} ago)`,
    route: routes[route],
    replay: replayName,
    cause: `${cause.code}: ${cause.message}`,
    failed: cause.at,
    ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`attribute ${name}`, value])),
  });
  return [...fields, "", ...pretty(body).split("\n"), ""];
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

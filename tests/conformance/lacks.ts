export interface KnownLack {
  readonly why: string;
  /** What is observed instead, and nothing else: an error is not a known lack. */
  readonly shows: unknown;
}

/** What an emulator is known to lack, in the words that a person needs. */
export interface KnownLacks {
  /** By feature. */
  readonly features: Readonly<Record<string, KnownLack>>;
  /** Types that it cannot make, and that the program works without. */
  readonly types: ReadonlySet<string>;
  /** Why no event is sent to it, where it runs no function. */
  readonly runsNothing?: string;
}

const nothing: KnownLacks = { features: {}, types: new Set() };

/** By emulator; docs/emulators.md lists the same. */
export const emulators: Readonly<Record<string, KnownLacks>> = {
  ministack: {
    features: {
      "SES: a configuration set of version 2 is one of version 1": {
        why: "each version has its own; the run makes it in version 1 too, so that mails go out",
        shows: "created a second time",
      },
      "a subscription's dead-letter queue": { why: "what cannot be delivered is dropped", shows: { letters: 0 } },
      "a rule target's dead-letter queue": { why: "what cannot be delivered is dropped", shows: { letters: 0 } },
      "a role without permissions is denied": {
        why: "nobody is, unless it is started with AUTH=true",
        shows: { denied: false },
      },
      "webhook: a body above API Gateway's 10 MB never reaches the function": {
        why: "the API has no limit of its own: the function refuses it",
        shows: { status: 413, body: '{"error":"body too large"}' },
      },
      "archive: every event on the bus through the pipe and its enrichment": {
        why: "a pipe with an enrichment says RUNNING and delivers nothing",
        shows: [],
      },
      "metrics: the functions' own, embedded in their logs": {
        why: "logs are not read for metrics",
        shows: { there: false },
      },
      "metrics: AWS/SQS": { why: "queues have no metrics", shows: { there: false } },
      "dead letters: a message-move task": { why: "the API has none", shows: "InvalidAction" },
      "replay to one rule (FilterArns): the event whole, by InputPath, and to no other rule": {
        why: "FilterArns is ignored: every rule gets the replay",
        shows: { failed: 0, orderBefore: false, state: "COMPLETED", inspected: true, orderAfter: true },
      },
    },
    types: new Set(["aws:cloudwatch/queryDefinition:QueryDefinition"]),
  },
  moto: {
    features: {
      "`pulumi refresh`, which finds everything": {
        why: "it keeps RedriveAllowPolicy and does not show it",
        shows: ["Unknown Attribute RedriveAllowPolicy."],
      },
    },
    types: new Set([
      "aws:cloudwatch/compositeAlarm:CompositeAlarm",
      "aws:cloudwatch/queryDefinition:QueryDefinition",
      "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
    ]),
    runsNothing: "it runs no function without containers",
  },
};

/** Types that an emulator may refuse to make. */
export function lackingTypesOf(emulator: string): ReadonlySet<string> {
  return (emulators[emulator] ?? nothing).types;
}

/** @param features all that are compared @throws Error when the list names one that is not among them */
export function knownLacksOf(emulator: string, features: readonly string[]): KnownLacks {
  const known = emulators[emulator] ?? nothing;
  const unknown = Object.keys(known.features).filter((name) => !features.includes(name));
  if (unknown.length > 0)
    throw new Error(`tests/conformance/lacks.ts names what is not compared: ${unknown.join("; ")}`);
  return known;
}

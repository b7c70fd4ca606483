import { arn as arnOf } from "../../../arn.ts";
import type { Clock } from "../../../clock.ts";
import { AwsError, notSupported } from "../../../gateway/aws-error.ts";
import {
  allowedSources,
  changedAttributes,
  defaultAttributes,
  redriveRefused,
  settingsOf,
  type QueueSettings,
} from "./attributes.ts";
import { Queue } from "./queue.ts";

/** A queue with what the API says of it. */
export interface DeclaredQueue {
  readonly queue: Queue;
  readonly tags: Record<string, string>;
  attributes: Record<string, string>;
  changedAt: number;
  purgedAt: number;
}

export class Queues {
  readonly clock: Clock;
  readonly #region: string;
  readonly #byArn = new Map<string, DeclaredQueue>();

  constructor(region: string, clock: Clock) {
    this.#region = region;
    this.clock = clock;
  }

  arnOfName(name: string): string {
    return arnOf("sqs", this.#region, name);
  }

  arnOfUrl(url: string): string {
    return this.arnOfName(url.split("/").at(-1) ?? url);
  }

  all(): DeclaredQueue[] {
    return [...this.#byArn.values()];
  }

  byArn(queueArn: string): DeclaredQueue | undefined {
    return this.#byArn.get(queueArn);
  }

  /** @throws AwsError when there is none */
  byName(name: string): DeclaredQueue {
    const declared = this.#byArn.get(this.arnOfName(name));
    if (declared !== undefined) return declared;
    throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.", {
      queryCode: "AWS.SimpleQueueService.NonExistentQueue",
    });
  }

  /** Once more under the same name and attributes it is the same queue. */
  create(name: string, attributes: Readonly<Record<string, unknown>>, tags: Record<string, string>): DeclaredQueue {
    if (name.endsWith(".fifo")) throw notSupported("a FIFO queue");
    if (!/^[\w-]{1,80}$/u.test(name)) {
      const rule = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
      throw new AwsError("InvalidParameterValue", `${rule} (${name})`);
    }
    const queueArn = this.arnOfName(name);
    const known = this.#byArn.get(queueArn);
    if (known !== undefined) return unchanged(known, attributes);
    const all = changedAttributes(defaultAttributes, attributes);
    const settings = this.#settings(queueArn, all);
    const queue = new Queue(name, queueArn, this.clock, (target) => this.#byArn.get(target)?.queue);
    queue.configure(settings);
    const declared = { queue, tags, attributes: all, changedAt: this.clock.now(), purgedAt: -Infinity };
    this.#byArn.set(queueArn, declared);
    return declared;
  }

  change(declared: DeclaredQueue, changes: Readonly<Record<string, unknown>>): void {
    const attributes = changedAttributes(declared.attributes, changes);
    const settings = this.#settings(declared.queue.arn, attributes);
    declared.attributes = attributes;
    declared.changedAt = this.clock.now();
    declared.queue.configure(settings);
  }

  delete({ queue }: DeclaredQueue): void {
    queue.purge();
    queue.close();
    this.#byArn.delete(queue.arn);
  }

  /** The queues whose dead-letter queue it is. */
  sourcesOf(queueArn: string): Queue[] {
    return this.all()
      .map(({ queue }) => queue)
      .filter(({ settings }) => settings.redrive?.deadLetterTargetArn === queueArn);
  }

  #settings(queueArn: string, attributes: Record<string, string>): QueueSettings {
    const settings = settingsOf(attributes);
    const { RedrivePolicy: text = "" } = attributes;
    if (settings.redrive === undefined) return settings;
    const target = this.#byArn.get(settings.redrive.deadLetterTargetArn);
    if (target === undefined) throw redriveRefused(text, "Reason: Dead letter target does not exist.");
    const { RedriveAllowPolicy: allow } = target.attributes;
    if (allow !== undefined && allowedSources(allow)?.includes(queueArn) === false) {
      throw redriveRefused(
        text,
        "Reason: The dead-letter queue's RedriveAllowPolicy does not allow this source queue.",
      );
    }
    return settings;
  }
}

function unchanged(known: DeclaredQueue, attributes: Readonly<Record<string, unknown>>): DeclaredQueue {
  for (const [name, value] of Object.entries(attributes)) {
    if (known.attributes[name] === String(value)) continue;
    const problem = `A queue already exists with the same name and a different value for attribute ${name}`;
    throw new AwsError("QueueNameExists", problem, { queryCode: "QueueAlreadyExists" });
  }
  return known;
}

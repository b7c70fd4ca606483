import { randomBytes, randomUUID } from "node:crypto";
import type { Kms } from "../kms/kms.ts";
import type { Sqs } from "../sqs/sqs.ts";
import type { Archive } from "./archive.ts";
import type { Bus, EventsState } from "./bus.ts";
import type { BusEvent } from "./definition.ts";
import { deadLetterAttributes } from "./deliver.ts";

const service = "events.amazonaws.com";

/**
 * An event as an encrypted bus's dead-letter queue gets it. Here no key opens the payload.
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq-decrypt.html
 */
function sealed(event: BusEvent, { arn, kmsKeyId }: Bus): object {
  return {
    ...event,
    id: randomUUID(),
    source: "aws.events",
    "detail-type": "Encrypted Events",
    detail: {
      "event-bus-arn": arn,
      "kms-key-arn": kmsKeyId,
      "encrypted-payload": randomBytes(JSON.stringify(event).length).toString("base64"),
    },
  };
}

/** What the keys of buses and archives let EventBridge do. */
export class BusEncryption {
  /** Events that were lost, by the ARN of the bus or archive that could not keep them. */
  readonly vanished = new Map<string, number>();
  readonly #sqs: Sqs;
  readonly #kms: Kms;

  constructor(sqs: Sqs, kms: Kms) {
    this.#sqs = sqs;
    this.#kms = kms;
  }

  /**
   * Whether the bus takes the event. What it cannot encrypt goes to its dead-letter queue, or is lost.
   * docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html
   */
  async admits(bus: Bus, event: BusEvent): Promise<boolean> {
    const why = this.#refusal(bus.kmsKeyId, bus.arn);
    if (why === undefined) return true;
    const { deadLetterArn } = bus;
    if (deadLetterArn === undefined || this.#deadLetterRefusal(bus, deadLetterArn) !== undefined) {
      this.#lose(bus.arn);
      return false;
    }
    const attributes = deadLetterAttributes({ ERROR_CODE: "NO_PERMISSIONS", ERROR_MESSAGE: why });
    await this.#sqs.deliver([{ queueArn: deadLetterArn, body: JSON.stringify(sealed(event, bus)), attributes }]);
    return false;
  }

  keep(archive: Archive, event: BusEvent): void {
    if (this.archiveRefusal(archive) === undefined) archive.take(event);
    else if (archive.wants(event)) this.#lose(archive.arn);
  }

  /** Why the archive can neither keep nor give back events. */
  archiveRefusal({ definition }: Archive): string | undefined {
    return this.#refusal(definition.kmsKeyIdentifier, definition.eventSourceArn);
  }

  warnings({ buses, archives }: EventsState): string[] {
    return [
      ...[...buses.values()].map((bus) => [bus.arn, this.#refusal(bus.kmsKeyId, bus.arn)]),
      ...[...buses.values()].map((bus) => [bus.arn, this.#deadLetterRefusal(bus, bus.deadLetterArn)]),
      ...[...archives.values()].map((archive) => [archive.arn, this.archiveRefusal(archive)]),
    ].flatMap(([arn, why]) => (why === undefined ? [] : [`${String(arn)}: ${why}`]));
  }

  #deadLetterRefusal(bus: Bus, deadLetterArn: string | undefined): string | undefined {
    return deadLetterArn === undefined ? undefined : this.#sqs.refusal(deadLetterArn, { service, sourceArn: bus.arn });
  }

  /** Bus and archive are bound to the bus alike. */
  #refusal(kmsKeyId: string | undefined, busArn: string): string | undefined {
    const encryptionContext = { "aws:events:event-bus:arn": busArn };
    return this.#kms.refusal(kmsKeyId, { service, sourceArn: busArn, encryptionContext });
  }

  #lose(arn: string): void {
    this.vanished.set(arn, (this.vanished.get(arn) ?? 0) + 1);
  }
}

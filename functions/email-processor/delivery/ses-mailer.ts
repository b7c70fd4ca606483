import { SendEmailCommand, type SESClient } from "@aws-sdk/client-ses";

import { eventTag, keyTag, toTagValue } from "../../../domain/mail/outcome.ts";
import { publicReason } from "../../../domain/reason.ts";
import type { AddressedMail, Mailer, SendOutcome } from "./ports.ts";

export class SesMailer implements Mailer {
  readonly #client: Pick<SESClient, "send">;
  readonly #configurationSet: string;

  /** @param client with `maxAttempts: 1`: a second request after a lost response would be a second mail. */
  constructor(client: Pick<SESClient, "send">, configurationSet: string) {
    this.#client = client;
    this.#configurationSet = configurationSet;
  }

  async send(mail: AddressedMail): Promise<SendOutcome> {
    const utf8 = (text: string): { Data: string; Charset: string } => ({ Data: text, Charset: "UTF-8" });
    const command = new SendEmailCommand({
      Source: mail.from,
      ...(mail.replyTo === undefined ? {} : { ReplyToAddresses: [mail.replyTo] }),
      Destination: { ToAddresses: [mail.to] },
      Message: { Subject: utf8(mail.subject), Body: { Text: utf8(mail.text), Html: utf8(mail.html) } },
      ConfigurationSetName: this.#configurationSet,
      Tags: [
        { Name: "kind", Value: mail.kind },
        // SES takes letters, digits, underscores and hyphens, as Stripe's ids are made of.
        { Name: "order", Value: mail.order },
        { Name: keyTag, Value: toTagValue(mail.key) },
        { Name: eventTag, Value: toTagValue(mail.eventId) },
      ],
    });
    try {
      const { MessageId } = await this.#client.send(command);
      return { outcome: "accepted", sesMessageId: MessageId ?? "unknown" };
    } catch (error) {
      return outcomeOf(error);
    }
  }
}

const throttles = new Set([
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "RequestThrottled",
  "LimitExceededException",
]);

/** A mail that SES will refuse each time. Whatever else it refuses, an operator can put right. */
const finalRefusals = new Set(["MessageRejected", "InvalidParameterValue", "ValidationError"]);

/** The connection was never made, so nothing was asked. */
const neverConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/**
 * What an error of the SES client says about the mail. A 4xx response is a refusal before acceptance; a 5xx, a time-out
 * or a broken connection says nothing.
 * https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html
 */
function outcomeOf(error: unknown): SendOutcome {
  const name = error instanceof Error ? error.name : "unknown error";
  const reason = error instanceof Error ? publicReason(`${name}: ${error.message}`) : name;
  const status = statusOf(error);
  if (throttles.has(name) || status === 429) return { outcome: "throttled", reason };
  if (finalRefusals.has(name)) return { outcome: "refused", reason, final: true };
  if (status !== undefined && status >= 400 && status < 500) return { outcome: "refused", reason, final: false };
  const code = codeOf(error);
  if (neverConnected.has(code) || name === "CredentialsProviderError") {
    return { outcome: "refused", reason: code === "" ? reason : code, final: false };
  }
  return { outcome: "unknown", reason: status === undefined ? reason : `${reason} (${status})` };
}

function statusOf(error: unknown): number | undefined {
  const metadata = field(error, "$metadata");
  const status = field(metadata, "httpStatusCode");
  return typeof status === "number" ? status : undefined;
}

function codeOf(error: unknown): string {
  const code = field(error, "code");
  return typeof code === "string" ? code : "";
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

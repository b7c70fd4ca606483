import * as v from "valibot";

const addresses = v.exactOptional(v.array(v.string()));
const text = v.exactOptional(v.string());

/** A mail as SES took it, in the form of LocalStack's `/_aws/ses`. `Source` is the sender, `Timestamp` an ISO time. */
export const capturedMail = v.object({
  Id: v.string(),
  Region: v.string(),
  Source: v.string(),
  Timestamp: v.string(),
  Destination: v.object({ ToAddresses: v.array(v.string()), CcAddresses: addresses, BccAddresses: addresses }),
  Subject: text,
  Body: v.exactOptional(v.object({ text_part: text, html_part: text })),
  /** The whole message, when it came by SendRawEmail. */
  RawData: text,
  ReplyToAddresses: addresses,
  ReturnPath: text,
  ConfigurationSetName: text,
  Tags: v.exactOptional(v.record(v.string(), v.string())),
});
export type CapturedMail = v.InferOutput<typeof capturedMail>;

export interface ConfigurationSetDefinition {
  name: string;
  tags?: Record<string, string>;
}

/** The types of events that SES publishes, by the names in `matchingEventTypes`. */
export type MailEventType = "BOUNCE" | "COMPLAINT" | "DELIVERY" | "DELIVERY_DELAY" | "REJECT" | "SEND";

/** A topic that SES publishes a configuration set's events to. */
export interface EventDestinationDefinition {
  configurationSet: string;
  topicArn: string;
  types: readonly MailEventType[];
}

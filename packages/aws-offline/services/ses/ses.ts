import { AwsError } from "../../gateway/aws-error.ts";
import type { Access, AwsService, Input, Operation, Page } from "../../gateway/types.ts";
import { arn } from "../../arn.ts";
import { isObject, reader, refuseOthers } from "../../input.ts";
import type { MetricSink } from "../../metric.ts";
import { bareAddress, domainOf } from "./address.ts";
import { configurationSetArn } from "./destinations.ts";
import type { CapturedMail, ConfigurationSetDefinition, EventDestinationDefinition } from "./definition.ts";
import { Mailbox } from "./mailbox.ts";
import { eventsOf } from "./simulator.ts";

export interface Ses {
  readonly service: AwsService;
  /** LocalStack's `/_aws/ses`. */
  readonly page: Page;
  /** An address or a domain, verified at once: nobody has to click offline. */
  verifyIdentity(identity: string): { arn: string };
  createConfigurationSet(definition: ConfigurationSetDefinition): { arn: string };
  createEventDestination(definition: EventDestinationDefinition): void;
  /** Counts a configuration set's sends in CloudWatch under its name, too. */
  countSends(configurationSet: string): void;
  messages(): readonly CapturedMail[];
  restore(mails: readonly CapturedMail[]): void;
}

const read = reader("InvalidParameterValue");
const maxRecipients = 50;
const known = ["Source", "Destination", "Message", "ConfigurationSetName", "Tags", "ReplyToAddresses", "ReturnPath"];

interface SesOptions {
  readonly region: string;
  /** Publishes an event to a topic on behalf of a configuration set. */
  readonly publish: (configurationSetArn: string, topicArn: string, event: object) => Promise<void>;
  readonly onMetric?: MetricSink;
}

/** SES version 1 (Query). Mail is captured and goes nowhere; the mailbox simulator's addresses act as on AWS. */
export function createSes({ region, publish, onMetric }: SesOptions): Ses {
  const identities = new Set<string>();
  const configurationSets = new Set<string>();
  const destinations: EventDestinationDefinition[] = [];
  const counted = new Set<string>();
  const mailbox = new Mailbox();
  const identityArn = (identity: string): string => arn("ses", region, `identity/${identity}`);

  /** The verified identity that covers an address, or the address itself. */
  function identityOf(source: string): string {
    const address = bareAddress(source);
    return !identities.has(address) && identities.has(domainOf(address)) ? domainOf(address) : address;
  }

  function checkSender(source: string): void {
    if (identities.has(identityOf(source))) return;
    const failed = `The following identities failed the check in region ${region.toUpperCase()}: ${source}`;
    throw new AwsError("MessageRejected", `Email address is not verified. ${failed}`);
  }

  function checkConfigurationSet(name: string | undefined): void {
    if (name === undefined || configurationSets.has(name)) return;
    throw new AwsError("ConfigurationSetDoesNotExist", `Configuration set <${name}> does not exist.`);
  }

  /**
   * Every mail arrives, none is called spam; the simulator's do not count for the reputation, as on AWS. What it makes of a
   * mail is published before SES's response: the earliest that it could come.
   * docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity.html
   */
  async function capture(mail: Omit<CapturedMail, "Id" | "Timestamp" | "Region">): Promise<{ MessageId: string }> {
    const count = (name: string, value: number, dimensions: Readonly<Record<string, string>> = {}): void =>
      onMetric?.({ namespace: "AWS/SES", name, dimensions, value, unit: "Count" });
    count("Send", 1);
    const set = mail.ConfigurationSetName;
    if (set !== undefined && counted.has(set)) count("Send", 1, { "ses:configuration-set": set });
    count("Delivery", 1);
    count("Reputation.BounceRate", 0);
    count("Reputation.ComplaintRate", 0);
    const captured = mailbox.add({ Region: region, ...mail });
    for (const { type, event } of eventsOf(captured, identityArn(identityOf(mail.Source)))) {
      for (const { configurationSet, topicArn, types } of destinations) {
        if (configurationSet !== mail.ConfigurationSetName || !types.includes(type)) continue;
        await publish(configurationSetArn(region, configurationSet), topicArn, event);
      }
    }
    return { MessageId: captured.Id };
  }

  const operations: Record<string, Operation> = {
    SendEmail(input) {
      refuseOthers("ses:SendEmail", input, known);
      const Source = read.text(input, "Source");
      checkSender(Source);
      const set = read.optionalText(input, "ConfigurationSetName");
      checkConfigurationSet(set);
      return capture({ Source, Destination: readDestination(input), ...readMessage(input), ...extras(input, set) });
    },
    SendRawEmail(input) {
      const message = read.optionalObject(input, "RawMessage") ?? {};
      const RawData = Buffer.from(read.text(message, "Data"), "base64").toString("utf8");
      const Source = read.optionalText(input, "Source") ?? /^From:\s*(.+?)\r?$/im.exec(RawData)?.[1] ?? "";
      checkSender(Source);
      const set = read.optionalText(input, "ConfigurationSetName");
      checkConfigurationSet(set);
      const ToAddresses = read.texts(input, "Destinations");
      for (const address of ToAddresses) bareAddress(address);
      return capture({ Source, Destination: { ToAddresses }, RawData, ...extras(input, set) });
    },
    VerifyEmailIdentity(input) {
      identities.add(bareAddress(read.text(input, "EmailAddress")));
      return {};
    },
    DeleteIdentity(input) {
      identities.delete(read.text(input, "Identity"));
      return {};
    },
    ListIdentities(input) {
      const type = read.optionalText(input, "IdentityType");
      const wanted = (identity: string): boolean =>
        type === undefined || (type === "EmailAddress") === identity.includes("@");
      return { Identities: [...identities].filter(wanted) };
    },
    GetIdentityVerificationAttributes(input) {
      const asked = read.texts(input, "Identities").filter((identity) => identities.has(identity));
      return {
        VerificationAttributes: new Map(asked.map((identity) => [identity, { VerificationStatus: "Success" }])),
      };
    },
    GetSendQuota: () => {
      const since = Date.now() - 24 * 60 * 60 * 1000;
      const SentLast24Hours = mailbox.mails.filter(({ Timestamp }) => Date.parse(Timestamp) >= since).length;
      return { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours };
    },
    GetAccountSendingEnabled: () => ({ Enabled: true }),
    DescribeConfigurationSet(input) {
      const name = read.text(input, "ConfigurationSetName");
      checkConfigurationSet(name);
      return { ConfigurationSet: { Name: name } };
    },
    ListConfigurationSets: () => ({ ConfigurationSets: [...configurationSets].map((Name) => ({ Name })) }),
  };

  function access(action: string, input: Input): Access[] {
    if (action !== "SendEmail" && action !== "SendRawEmail") return [{ action: `ses:${action}`, resource: "*" }];
    const { Source: source, ConfigurationSetName: set } = input;
    const sender: Access = {
      action: `ses:${action}`,
      resource: typeof source === "string" ? identityArn(identityOf(source)) : "*",
    };
    if (typeof set !== "string") return [sender];
    return [sender, { action: `ses:${action}`, resource: configurationSetArn(region, set) }];
  }

  return {
    service: {
      name: "ses",
      protocol: { kind: "query", xmlNamespace: "http://ses.amazonaws.com/doc/2010-12-01/" },
      operations,
      access,
      denied: { code: "AccessDenied", status: 403 },
    },
    page: mailbox.page,
    verifyIdentity(identity) {
      identities.add(identity);
      return { arn: identityArn(identity) };
    },
    createConfigurationSet({ name }) {
      configurationSets.add(name);
      return { arn: configurationSetArn(region, name) };
    },
    createEventDestination: (definition) => void destinations.push(definition),
    countSends: (configurationSet) => void counted.add(configurationSet),
    messages: () => mailbox.mails,
    restore: (mails) => mailbox.restore(mails),
  };
}

function readDestination(input: Input): CapturedMail["Destination"] {
  const destination = read.optionalObject(input, "Destination") ?? {};
  const lists = ["ToAddresses", "CcAddresses", "BccAddresses"].map((name) => read.texts(destination, name));
  const all = lists.flat();
  if (all.length === 0) throw new AwsError("InvalidParameterValue", "Missing required header 'To'.");
  if (all.length > maxRecipients) {
    throw new AwsError("MessageRejected", `Recipient count exceeds ${String(maxRecipients)}.`);
  }
  for (const address of all) bareAddress(address);
  const [ToAddresses = [], CcAddresses = [], BccAddresses = []] = lists;
  return {
    ToAddresses,
    ...(CcAddresses.length === 0 ? {} : { CcAddresses }),
    ...(BccAddresses.length === 0 ? {} : { BccAddresses }),
  };
}

function readMessage(input: Input): { Subject: string; Body: NonNullable<CapturedMail["Body"]> } {
  const message = read.optionalObject(input, "Message") ?? {};
  const body = read.optionalObject(message, "Body") ?? {};
  const data = (part: unknown): string | undefined => (isObject(part) ? read.optionalText(part, "Data") : undefined);
  const subject = data(message["Subject"]);
  const text = data(body["Text"]);
  const html = data(body["Html"]);
  if (subject === undefined) throw new AwsError("InvalidParameterValue", "Message.Subject is required");
  if (text === undefined && html === undefined) throw new AwsError("InvalidParameterValue", "Message.Body is empty");
  return {
    Subject: subject,
    Body: { ...(text === undefined ? {} : { text_part: text }), ...(html === undefined ? {} : { html_part: html }) },
  };
}

function extras(input: Input, set: string | undefined): Partial<CapturedMail> {
  const tags = read
    .objects(input, "Tags")
    .map((tag): [string, string] => [read.text(tag, "Name"), read.text(tag, "Value")]);
  const replyTo = read.texts(input, "ReplyToAddresses");
  const returnPath = read.optionalText(input, "ReturnPath");
  for (const address of returnPath === undefined ? replyTo : [...replyTo, returnPath]) bareAddress(address);
  return {
    ...(replyTo.length === 0 ? {} : { ReplyToAddresses: replyTo }),
    ...(returnPath === undefined ? {} : { ReturnPath: returnPath }),
    ...(set === undefined ? {} : { ConfigurationSetName: set }),
    ...(tags.length === 0 ? {} : { Tags: Object.fromEntries(tags) }),
  };
}

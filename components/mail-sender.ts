import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defined } from "../domain/event/fields.ts";
import type { Brand } from "../domain/mail/brand.ts";
import { parseSender } from "../domain/mail/sender.ts";
import type { DnsRecord } from "./dns-record.ts";
import { mailDnsRecords, mailFromOf } from "./mail-dns.ts";
import type { Grant } from "./policy.ts";
import type { Stack } from "./stack.ts";

/** The SES identity that sends, and the configuration set that it sends with. */
export class MailSender extends pulumi.ComponentResource {
  readonly #identity: aws.sesv2.EmailIdentity;
  readonly #configurationSet: aws.sesv2.ConfigurationSet;
  readonly #brand: Brand;
  /** None without a domain. */
  readonly dnsRecords: pulumi.Output<DnsRecord[]>;
  /** The configuration set, where SES counts its sends in CloudWatch: for the alarms of a rollout. */
  readonly countedSends: pulumi.Output<string> | undefined;

  constructor(name: string, args: { readonly stack: Stack }, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:mail:MailSender", name, {}, options);
    const { project, stage, settings } = args.stack;

    this.#configurationSet = new aws.sesv2.ConfigurationSet(
      `${name}-configuration-set`,
      {
        configurationSetName: `${project}-${stage}`,
        // The account's suppression list: an address that bounced or complained gets no further mail.
        suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
        reputationOptions: { reputationMetricsEnabled: true },
        deliveryOptions: { tlsPolicy: "REQUIRE" },
      },
      { parent: this },
    );
    this.countedSends = settings.rollout === "canary" ? this.#countSends(name) : undefined;
    const { sesDomain } = settings;
    this.#identity = new aws.sesv2.EmailIdentity(
      `${name}-identity`,
      { emailIdentity: sesDomain ?? parseSender(settings.sesFromEmail).address },
      { parent: this },
    );
    if (sesDomain !== undefined) {
      const mailFromDomain = mailFromOf(sesDomain);
      const { emailIdentity } = this.#identity;
      new aws.sesv2.EmailIdentityMailFromAttributes(
        `${name}-from`,
        // Until its MX record is there, SES sends from its own domain.
        { emailIdentity, mailFromDomain, behaviorOnMxFailure: "USE_DEFAULT_VALUE" },
        { parent: this },
      );
      this.dnsRecords = pulumi
        .all([this.#identity.dkimSigningAttributes, args.stack.region])
        .apply(([dkim, region]) => mailDnsRecords(sesDomain, dkim.tokens, region));
    } else this.dnsRecords = pulumi.output([]);
    const { shopName, replyTo, supportUrl, logoUrl, defaultLocale } = settings;
    this.#brand = { ...defined({ shopName, replyTo, supportUrl, logoUrl }), defaultLocale };
    this.registerOutputs({ identityArn: this.#identity.arn });
  }

  get configurationSetArn(): pulumi.Output<string> {
    return this.#configurationSet.arn;
  }

  /** Publishes to a topic what becomes of the mails after SES took them. */
  reportTo(name: string, topicArn: pulumi.Output<string>, after: pulumi.Resource[]): void {
    new aws.sesv2.ConfigurationSetEventDestination(
      `${name}-destination`,
      {
        configurationSetName: this.#configurationSet.configurationSetName,
        eventDestinationName: name,
        eventDestination: {
          enabled: true,
          // What domain/mail/outcome.ts reads. Not DELIVERY: a message for each mail that says that all is well.
          matchingEventTypes: ["BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY"],
          snsDestination: { topicArn },
        },
      },
      { parent: this, dependsOn: after },
    );
  }

  #countSends(name: string): pulumi.Output<string> {
    const { configurationSetName } = this.#configurationSet;
    new aws.sesv2.ConfigurationSetEventDestination(
      `${name}-sends`,
      {
        configurationSetName,
        eventDestinationName: `${name}-sends`,
        eventDestination: {
          enabled: true,
          matchingEventTypes: ["SEND"],
          cloudWatchDestination: {
            dimensionConfigurations: [
              {
                dimensionName: "ses:configuration-set",
                dimensionValueSource: "MESSAGE_TAG",
                defaultDimensionValue: "none",
              },
            ],
          },
        },
      },
      { parent: this },
    );
    return configurationSetName;
  }

  canSend(): Grant {
    return {
      statements: [{ actions: ["ses:SendEmail"], resources: [this.#identity.arn, this.#configurationSet.arn] }],
      environment: {
        SES_CONFIGURATION_SET: this.#configurationSet.configurationSetName,
        MAIL_BRAND: JSON.stringify(this.#brand),
      },
    };
  }
}

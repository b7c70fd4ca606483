import * as v from "valibot";
import { arn, length, name, oneOf, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const emailIdentityType = resourceType({
  token: "aws:sesv2/emailIdentity:EmailIdentity",
  terraform: "aws_sesv2_email_identity",
  cloudFormation: "AWS::SES::EmailIdentity",
  entries: { emailIdentity: length(1, 320), tags },
  replaces: ["emailIdentity"],
  create: ({ emailIdentity }, _identity, { accountId, region }) => ({
    id: emailIdentity,
    outputs: {
      arn: `arn:aws:ses:${region}:${accountId}:identity/${emailIdentity}`,
      // Easy DKIM's, of a domain.
      ...(emailIdentity.includes("@") ? {} : { dkimSigningAttributes: { tokens: ["one", "two", "three"] } }),
    },
  }),
});

export const mailFromType = resourceType({
  token: "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes",
  terraform: "aws_sesv2_email_identity_mail_from_attributes",
  cloudFormation: "AWS::SES::EmailIdentity",
  entries: {
    emailIdentity: length(1, 320),
    mailFromDomain: length(1, 253),
    behaviorOnMxFailure: oneOf("USE_DEFAULT_VALUE", "REJECT_MESSAGE"),
  },
  replaces: ["emailIdentity"],
  create: ({ emailIdentity }) => ({ id: emailIdentity, outputs: {} }),
});

export const configurationSetType = resourceType({
  token: "aws:sesv2/configurationSet:ConfigurationSet",
  terraform: "aws_sesv2_configuration_set",
  cloudFormation: "AWS::SES::ConfigurationSet",
  entries: {
    configurationSetName: name(64, /^[\w-]+$/u),
    suppressionOptions: v.optional(v.strictObject({ suppressedReasons: v.array(oneOf("BOUNCE", "COMPLAINT")) })),
    reputationOptions: v.optional(v.strictObject({ reputationMetricsEnabled: v.boolean() })),
    deliveryOptions: v.optional(v.strictObject({ tlsPolicy: oneOf("REQUIRE", "OPTIONAL") })),
    tags,
  },
  replaces: ["configurationSetName"],
  create: ({ configurationSetName }, _identity, { accountId, region }) => ({
    id: configurationSetName,
    outputs: { arn: `arn:aws:ses:${region}:${accountId}:configuration-set/${configurationSetName}` },
  }),
});

export const eventDestinationType = resourceType({
  token: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
  terraform: "aws_sesv2_configuration_set_event_destination",
  cloudFormation: "AWS::SES::ConfigurationSetEventDestination",
  entries: {
    configurationSetName: name(64, /^[\w-]+$/u),
    eventDestinationName: name(64, /^[\w-]+$/u),
    eventDestination: v.strictObject({
      enabled: v.boolean(),
      matchingEventTypes: v.array(oneOf("BOUNCE", "COMPLAINT", "DELIVERY", "DELIVERY_DELAY", "REJECT", "SEND")),
      snsDestination: v.optional(v.strictObject({ topicArn: arn })),
      cloudWatchDestination: v.optional(
        v.strictObject({
          dimensionConfigurations: v.array(
            v.strictObject({
              // The tag that SES itself gives every mail, and the only one that is read here.
              dimensionName: v.literal("ses:configuration-set"),
              dimensionValueSource: v.literal("MESSAGE_TAG"),
              defaultDimensionValue: length(1, 255),
            }),
          ),
        }),
      ),
    }),
  },
  replaces: ["configurationSetName", "eventDestinationName"],
  create: ({ configurationSetName, eventDestinationName }) => ({
    id: `${configurationSetName}|${eventDestinationName}`,
    outputs: {},
  }),
});

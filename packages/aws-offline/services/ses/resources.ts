import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const emailIdentityType = resourceType({
  token: "aws:sesv2/emailIdentity:EmailIdentity",
  entries: { emailIdentity: v.string(), tags: optionalTags },
  create: ({ emailIdentity }, _identity, { accountId, region }) => ({
    id: emailIdentity,
    outputs: { arn: `arn:aws:ses:${region}:${accountId}:identity/${emailIdentity}` },
  }),
});

export const configurationSetType = resourceType({
  token: "aws:sesv2/configurationSet:ConfigurationSet",
  entries: {
    configurationSetName: v.string(),
    suppressionOptions: v.optional(v.strictObject({ suppressedReasons: v.array(v.picklist(["BOUNCE", "COMPLAINT"])) })),
    reputationOptions: v.optional(v.strictObject({ reputationMetricsEnabled: v.boolean() })),
    deliveryOptions: v.optional(v.strictObject({ tlsPolicy: v.picklist(["REQUIRE", "OPTIONAL"]) })),
    tags: optionalTags,
  },
  create: ({ configurationSetName }, _identity, { accountId, region }) => ({
    id: configurationSetName,
    outputs: { arn: `arn:aws:ses:${region}:${accountId}:configuration-set/${configurationSetName}` },
  }),
});

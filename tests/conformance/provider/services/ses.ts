import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  DeleteConfigurationSetCommand,
  DeleteEmailIdentityCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import * as v from "valibot";
import type { ClientOptions } from "../clients.ts";
import { handlerOf, tagList, tags, type Handler } from "../handler.ts";

const identity = v.strictObject({ emailIdentity: v.string(), tags });
const configurationSet = v.strictObject({
  configurationSetName: v.string(),
  deliveryOptions: v.strictObject({ tlsPolicy: v.picklist(["REQUIRE", "OPTIONAL"]) }),
  reputationOptions: v.strictObject({ reputationMetricsEnabled: v.boolean() }),
  suppressionOptions: v.strictObject({ suppressedReasons: v.array(v.picklist(["BOUNCE", "COMPLAINT"])) }),
  tags,
});

export function sesHandlers(options: ClientOptions, accountId: string): Record<string, Handler> {
  const ses = new SESv2Client(options);
  const arn = (resource: string) => `arn:aws:ses:${options.region}:${accountId}:${resource}`;
  return {
    "aws:sesv2/emailIdentity:EmailIdentity": handlerOf(identity, {
      create: async ({ emailIdentity, tags: all }) => {
        await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: emailIdentity, Tags: tagList(all) }));
        return { id: emailIdentity, computed: { arn: arn(`identity/${emailIdentity}`) } };
      },
      read: async (email) => {
        await ses.send(new GetEmailIdentityCommand({ EmailIdentity: email }));
        return { arn: arn(`identity/${email}`) };
      },
      delete: async (email) => {
        await ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: email }));
      },
    }),
    "aws:sesv2/configurationSet:ConfigurationSet": handlerOf(configurationSet, {
      create: async (inputs) => {
        const { configurationSetName: name } = inputs;
        await ses.send(
          new CreateConfigurationSetCommand({
            ConfigurationSetName: name,
            DeliveryOptions: { TlsPolicy: inputs.deliveryOptions.tlsPolicy },
            ReputationOptions: { ReputationMetricsEnabled: inputs.reputationOptions.reputationMetricsEnabled },
            SuppressionOptions: { SuppressedReasons: inputs.suppressionOptions.suppressedReasons },
            Tags: tagList(inputs.tags),
          }),
        );
        return { id: name, computed: { arn: arn(`configuration-set/${name}`) } };
      },
      read: async (name) => {
        await ses.send(new GetConfigurationSetCommand({ ConfigurationSetName: name }));
        return { arn: arn(`configuration-set/${name}`) };
      },
      delete: async (name) => {
        await ses.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: name }));
      },
    }),
  };
}

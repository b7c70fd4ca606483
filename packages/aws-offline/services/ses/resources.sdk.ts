import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  DeleteConfigurationSetCommand,
  DeleteEmailIdentityCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { configurationSetType, emailIdentityType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const ses = new SESv2Client(options);
  const arn = (resource: string) => `arn:aws:ses:${options.region}:${accountId}:${resource}`;
  return [
    handlerOf(emailIdentityType, {
      create: async ({ emailIdentity, tags: all }) => {
        await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: emailIdentity, Tags: tagList(all) }));
        return { id: emailIdentity, outputs: { arn: arn(`identity/${emailIdentity}`) } };
      },
      read: async (email) => {
        await ses.send(new GetEmailIdentityCommand({ EmailIdentity: email }));
        return { arn: arn(`identity/${email}`) };
      },
      delete: async (email) => {
        await ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: email }));
      },
    }),
    handlerOf(configurationSetType, {
      create: async (inputs) => {
        const { configurationSetName: name } = inputs;
        await ses.send(
          new CreateConfigurationSetCommand({
            ConfigurationSetName: name,
            DeliveryOptions: { TlsPolicy: inputs.deliveryOptions?.tlsPolicy },
            ReputationOptions: { ReputationMetricsEnabled: inputs.reputationOptions?.reputationMetricsEnabled },
            SuppressionOptions: { SuppressedReasons: inputs.suppressionOptions?.suppressedReasons },
            Tags: tagList(inputs.tags),
          }),
        );
        return { id: name, outputs: { arn: arn(`configuration-set/${name}`) } };
      },
      read: async (name) => {
        await ses.send(new GetConfigurationSetCommand({ ConfigurationSetName: name }));
        return { arn: arn(`configuration-set/${name}`) };
      },
      delete: async (name) => {
        await ses.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: name }));
      },
    }),
  ];
};

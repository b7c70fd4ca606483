import { SESv2 } from "@aws-sdk/client-sesv2";
import type { InputsOf } from "../../graph/resource-type.ts";
import { handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { configurationSetType, emailIdentityType, eventDestinationType, mailFromType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const ses = new SESv2(options);
  const arn = (resource: string) => `arn:aws:ses:${options.region}:${accountId}:${resource}`;
  return [
    handlerOf(emailIdentityType, {
      create: async ({ emailIdentity, tags: all }) => {
        const { DkimAttributes: { Tokens: tokens = [] } = {} } = await ses.createEmailIdentity({
          EmailIdentity: emailIdentity,
          Tags: tagList(all),
        });
        return {
          id: emailIdentity,
          outputs: { arn: arn(`identity/${emailIdentity}`), dkimSigningAttributes: { tokens } },
        };
      },
      read: async (email) => {
        await ses.getEmailIdentity({ EmailIdentity: email });
        return { arn: arn(`identity/${email}`) };
      },
      delete: (email) => ses.deleteEmailIdentity({ EmailIdentity: email }),
    }),
    handlerOf(mailFromType, {
      create: async ({ emailIdentity, mailFromDomain, behaviorOnMxFailure }) => {
        await ses.putEmailIdentityMailFromAttributes({
          EmailIdentity: emailIdentity,
          MailFromDomain: mailFromDomain,
          BehaviorOnMxFailure: behaviorOnMxFailure,
        });
        return { id: emailIdentity, outputs: {} };
      },
      read: async (email) => {
        const { MailFromAttributes: set } = await ses.getEmailIdentity({ EmailIdentity: email });
        return set?.MailFromDomain === undefined ? undefined : {};
      },
      delete: (email) => ses.putEmailIdentityMailFromAttributes({ EmailIdentity: email }),
    }),
    handlerOf(configurationSetType, {
      create: async (inputs) => {
        const { configurationSetName: name } = inputs;
        await ses.createConfigurationSet({
          ConfigurationSetName: name,
          DeliveryOptions: { TlsPolicy: inputs.deliveryOptions?.tlsPolicy },
          ReputationOptions: { ReputationMetricsEnabled: inputs.reputationOptions?.reputationMetricsEnabled },
          SuppressionOptions: { SuppressedReasons: inputs.suppressionOptions?.suppressedReasons },
          Tags: tagList(inputs.tags),
        });
        return { id: name, outputs: { arn: arn(`configuration-set/${name}`) } };
      },
      read: async (name) => {
        await ses.getConfigurationSet({ ConfigurationSetName: name });
        return { arn: arn(`configuration-set/${name}`) };
      },
      delete: (name) => ses.deleteConfigurationSet({ ConfigurationSetName: name }),
    }),
    handlerOf(eventDestinationType, {
      create: async (inputs) => {
        const names = namesOf(inputs);
        await ses.createConfigurationSetEventDestination({ ...names, EventDestination: destinationOf(inputs) });
        return { id: `${names.ConfigurationSetName}|${names.EventDestinationName}`, outputs: {} };
      },
      read: async (id) => {
        const [ConfigurationSetName, name] = id.split("|");
        const { EventDestinations: all = [] } = await ses.getConfigurationSetEventDestinations({
          ConfigurationSetName,
        });
        return all.some(({ Name }) => Name === name) ? {} : undefined;
      },
      update: (_id, inputs) =>
        ses.updateConfigurationSetEventDestination({
          ...namesOf(inputs),
          EventDestination: destinationOf(inputs),
        }),
      delete: async (id) => {
        const [ConfigurationSetName, EventDestinationName] = id.split("|");
        await ses.deleteConfigurationSetEventDestination({ ConfigurationSetName, EventDestinationName });
      },
    }),
  ];
};

function namesOf({ configurationSetName, eventDestinationName }: InputsOf<typeof eventDestinationType>) {
  return { ConfigurationSetName: configurationSetName, EventDestinationName: eventDestinationName };
}

function destinationOf({ eventDestination }: InputsOf<typeof eventDestinationType>) {
  const { enabled, matchingEventTypes, snsDestination, cloudWatchDestination } = eventDestination;
  return {
    Enabled: enabled,
    MatchingEventTypes: matchingEventTypes,
    ...(snsDestination === undefined ? {} : { SnsDestination: { TopicArn: snsDestination.topicArn } }),
    ...(cloudWatchDestination === undefined
      ? {}
      : {
          CloudWatchDestination: {
            DimensionConfigurations: cloudWatchDestination.dimensionConfigurations.map((dimension) => ({
              DimensionName: dimension.dimensionName,
              DimensionValueSource: dimension.dimensionValueSource,
              DefaultDimensionValue: dimension.defaultDimensionValue,
            })),
          },
        }),
  };
}

import { SESv2 } from "@aws-sdk/client-sesv2";
import { after, capitalised, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
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
      read: (email) => after(ses.getEmailIdentity({ EmailIdentity: email }), { arn: arn(`identity/${email}`) }),
      delete: (email) => ses.deleteEmailIdentity({ EmailIdentity: email }),
    }),
    handlerOf(mailFromType, {
      create: ({ emailIdentity, mailFromDomain, behaviorOnMxFailure }) =>
        after(
          ses.putEmailIdentityMailFromAttributes({
            EmailIdentity: emailIdentity,
            MailFromDomain: mailFromDomain,
            BehaviorOnMxFailure: behaviorOnMxFailure,
          }),
          { id: emailIdentity, outputs: {} },
        ),
      read: async (email) => {
        const { MailFromAttributes: set } = await ses.getEmailIdentity({ EmailIdentity: email });
        return set?.MailFromDomain === undefined ? undefined : {};
      },
      delete: (email) => ses.putEmailIdentityMailFromAttributes({ EmailIdentity: email }),
    }),
    handlerOf(configurationSetType, {
      create: async (inputs) => {
        const { tags, ...rest } = inputs;
        const name = rest.configurationSetName;
        await ses.createConfigurationSet({
          ...capitalised(rest),
          Tags: tagList(tags),
        });
        return { id: name, outputs: { arn: arn(`configuration-set/${name}`) } };
      },
      read: (name) =>
        after(ses.getConfigurationSet({ ConfigurationSetName: name }), { arn: arn(`configuration-set/${name}`) }),
      delete: (name) => ses.deleteConfigurationSet({ ConfigurationSetName: name }),
    }),
    handlerOf(eventDestinationType, {
      create: (inputs) =>
        after(ses.createConfigurationSetEventDestination(capitalised(inputs)), {
          id: `${inputs.configurationSetName}|${inputs.eventDestinationName}`,
          outputs: {},
        }),
      read: async (_id, { configurationSetName: ConfigurationSetName, eventDestinationName: name }) => {
        const found = await ses.getConfigurationSetEventDestinations({ ConfigurationSetName });
        return found.EventDestinations?.some(({ Name }) => Name === name) === true ? {} : undefined;
      },
      update: (_id, inputs) => ses.updateConfigurationSetEventDestination(capitalised(inputs)),
      delete: (_id, { eventDestination: _destination, ...names }) =>
        ses.deleteConfigurationSetEventDestination(capitalised(names)),
    }),
  ];
};

import * as v from "valibot";
import { defined } from "../../defined.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as sns } from "../sns/plugin.ts";
import { capturedMail } from "./definition.ts";
import { countedSets, declaredDestinations, destinationWarnings } from "./destinations.ts";
import { configurationSetType, emailIdentityType } from "./resources.ts";
import { createSes, type Ses } from "./ses.ts";

export const plugin: Plugin<Ses> = {
  async start({ region, gateway, emit, service }) {
    const topics = await service(sns);
    const ses = createSes({
      region,
      onMetric: emit,
      async publish(sourceArn, topicArn, event) {
        const message = { subject: "Amazon SES Email Event Notification", message: JSON.stringify(event) };
        await topics.publishFor({ service: "ses.amazonaws.com", sourceArn }, topicArn, message);
      },
    });
    gateway.addService(ses.service);
    gateway.addPage("/_aws/ses", ses.page);
    return ses;
  },
  build(ses, graph) {
    for (const { inputs } of graph.of(emailIdentityType)) ses.verifyIdentity(inputs.emailIdentity);
    for (const { inputs } of graph.of(configurationSetType)) {
      ses.createConfigurationSet({ name: inputs.configurationSetName, ...defined({ tags: inputs.tags }) });
    }
    for (const destination of declaredDestinations(graph)) ses.createEventDestination(destination);
    for (const name of countedSets(graph)) ses.countSends(name);
  },
  warnings: async (_ses, graph, { region, service }) => destinationWarnings(graph, await service(sns), region),
  kept: {
    save: (ses) => ses.messages(),
    restore: (ses, saved) => ses.restore(v.parse(v.array(capturedMail), saved)),
  },
  faults: { ses: { error: ["InternalFailure", 500], throttle: ["Throttling", 400] } },
};

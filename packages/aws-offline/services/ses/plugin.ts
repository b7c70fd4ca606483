import * as v from "valibot";
import { defined } from "../../defined.ts";
import type { Plugin } from "../../plugin.ts";
import { capturedMail } from "./definition.ts";
import { configurationSetType, emailIdentityType } from "./resources.ts";
import { createSes, type Ses } from "./ses.ts";

export const plugin: Plugin<Ses> = {
  start({ region, gateway, emit }) {
    const ses = createSes({ region, onMetric: emit });
    gateway.addService(ses.service);
    gateway.addPage("/_aws/ses", ses.page);
    return ses;
  },
  build(ses, graph) {
    for (const { inputs } of graph.of(emailIdentityType)) ses.verifyIdentity(inputs.emailIdentity);
    for (const { inputs } of graph.of(configurationSetType)) {
      ses.createConfigurationSet({ name: inputs.configurationSetName, ...defined({ tags: inputs.tags }) });
    }
  },
  kept: {
    save: (ses) => ses.messages(),
    restore: (ses, saved) => ses.restore(v.parse(v.array(capturedMail), saved)),
  },
  faults: { ses: { error: ["InternalFailure", 500], throttle: ["Throttling", 400] } },
};

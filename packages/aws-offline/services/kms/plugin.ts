import { defined } from "../../defined.ts";
import { textOutput } from "../../graph/resource-graph.ts";
import type { Plugin } from "../../plugin.ts";
import { createKms, type Kms } from "./kms.ts";
import { keyAliasType, keyType } from "./resources.ts";

export const plugin: Plugin<Kms> = {
  start({ region, gateway }) {
    const kms = createKms({ region });
    gateway.addService(kms.service);
    return kms;
  },
  build(kms, graph) {
    const aliases = graph.of(keyAliasType);
    for (const key of graph.of(keyType)) {
      const { policy, description, enableKeyRotation: rotates } = key.inputs;
      const own = aliases.filter(({ inputs }) => inputs.targetKeyId === key.id).map(({ inputs }) => inputs.name);
      kms.createKey({ arn: textOutput(key, "arn"), policy, rotates, aliases: own, ...defined({ description }) });
    }
  },
};

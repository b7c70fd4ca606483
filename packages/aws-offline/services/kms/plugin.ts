import { defined } from "../../defined.ts";
import { accountId } from "../../arn.ts";
import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import type { Plugin } from "../../plugin.ts";
import { creationRefusals, type CreationPlace } from "./creation.ts";
import { createKms, type Kms } from "./kms.ts";
import { keyAliasType, keyType } from "./resources.ts";

export const plugin: Plugin<Kms> = {
  start({ region, gateway }) {
    const kms = createKms({ region });
    gateway.addService(kms.service);
    return kms;
  },
  build(kms, graph, { region }) {
    const aliases = graph.of(keyAliasType);
    for (const key of graph.of(keyType)) {
      const { policy, description, enableKeyRotation: rotates } = key.inputs;
      const own = aliases.filter(({ inputs }) => inputs.targetKeyId === key.id).map(({ inputs }) => inputs.name);
      kms.createKey({ arn: textOutput(key, "arn"), policy, rotates, aliases: own, ...defined({ description }) });
    }
    const refused = graph.resources.flatMap(({ type, name, inputs }) =>
      creationRefusals(type, inputs, placeOf(graph, region), kms.policyOf, "account").map(
        (why) => `${type} ${name}: AWS would refuse to create it: ${why}`,
      ),
    );
    if (refused.length > 0) throw new Error(refused.join("\n"));
  },
};

function placeOf(graph: ResourceGraph, region: string): CreationPlace {
  return {
    accountId,
    region,
    find: (wanted, reference) =>
      graph.resources.find(
        ({ type, id, outputs }) => type === wanted && [id, outputs["arn"], outputs["name"]].includes(reference),
      )?.inputs,
  };
}

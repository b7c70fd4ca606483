import * as v from "valibot";
import { defined } from "../../defined.ts";
import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as kms } from "../kms/plugin.ts";
import { secretType, secretVersionType } from "./resources.ts";
import { savedVersions } from "./secret.ts";
import { createSecretsManager, type SecretsManager } from "./secrets-manager.ts";

export const plugin: Plugin<SecretsManager> = {
  async start({ region, gateway, service }) {
    const secretsManager = createSecretsManager({ region, kms: await service(kms) });
    gateway.addService(secretsManager.service);
    return secretsManager;
  },
  build: createSecrets,
  kept: {
    save: (secretsManager) => Object.fromEntries(secretsManager.all().map((secret) => [secret.name, secret.save()])),
    restore(secretsManager, saved) {
      const versions = v.parse(v.record(v.string(), savedVersions), saved);
      for (const secret of secretsManager.all()) secret.restore(versions[secret.name] ?? secret.save());
    },
  },
  faults: { secretsmanager: { error: ["InternalServiceError", 500], throttle: ["ThrottlingException", 400] } },
};

/** Each secret with the version that the program wrote. */
function createSecrets(secretsManager: SecretsManager, graph: ResourceGraph): void {
  const versions = new Map(graph.of(secretVersionType).map(({ inputs }) => [inputs.secretId, inputs.secretString]));
  for (const secret of graph.of(secretType)) {
    const { name, description, kmsKeyId, tags } = secret.inputs;
    const arn = textOutput(secret, "arn");
    secretsManager.createSecret({
      name,
      arn,
      ...defined({ description, kmsKeyId, tags, secretString: versions.get(secret.id) }),
    });
  }
}

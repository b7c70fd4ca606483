import { standInForPulumi } from "../../../tests/support/pulumi.ts";
import type { Session } from "../session.ts";

export async function costing(session: Session): Promise<void> {
  await session.show("costs", {
    args: ["costs", "--stack", "prod", "--events-per-month", "100000"],
    head: 6,
    tail: 8,
  });
}

/** Of a stack as the program declares it: there is no pulumi, and nothing is deployed. */
export async function cleaning(session: Session): Promise<void> {
  const { graph, outputs, aws, operator } = session.system.run;
  const resources = graph.resources.map(({ type, name, options }) => ({
    urn: `urn:pulumi:dev::order-processing-system::${type}::${name}`,
    type,
    custom: !type.startsWith("order-processing-system:"),
    protect: options.protect,
    retainOnDelete: options.retainOnDelete,
  }));
  const state = { deployment: { resources } };
  const { path } = await standInForPulumi(session.operator.folder, { outputs, state });
  const { accessKeyId, secretAccessKey } = operator.credentials;
  Object.assign(process.env, {
    PATH: path,
    AWS_ENDPOINT_URL: aws.gateway.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  await session.show("cleanup", { args: ["cleanup", "--stack", "dev"], head: 8, tail: 5 });
}

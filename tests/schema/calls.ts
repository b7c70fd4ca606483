import { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import type { SdkPlace } from "../../packages/aws-offline/graph/sdk-handler.ts";
import { registry } from "../../packages/aws-offline/services/registry.ts";
import { response } from "./responses.ts";

/** One call of AWS's API. */
export interface Call {
  /** For whom: type and name of the resource. */
  readonly resource: string;
  /** As the service's model calls itself, `SQS`. */
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

const command = v.object({ input: v.record(v.string(), v.unknown()) });
const client = v.object({ config: v.object({ serviceId: v.string() }) });

/**
 * Every call that creates the program's resources, in the graph's order.
 * @throws Error that names a type of which no file in packages/aws-offline/services says how it is made
 */
export async function callsOf(graph: ResourceGraph, place: Pick<SdkPlace, "accountId"> & { readonly region: string }) {
  const calls: Call[] = [];
  const services = await Promise.all(Object.values(registry).flatMap((entry) => ("sdk" in entry ? [entry.sdk()] : [])));
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const options = { endpoint: "http://127.0.0.1:1", region: place.region, credentials };
  const handlers = new Map(
    services
      .flatMap((each) => each.handlers({ client: options, accountId: place.accountId, environment: {} }))
      .map((handler) => [handler.token, handler]),
  );
  for (const { type, name, inputs } of graph.resources) {
    const handler = handlers.get(type);
    if (handler === undefined) throw new Error(`${type} ${name}: no resources.sdk.ts says how it is made`);
    await recording(
      (call) => calls.push({ resource: `${type} ${name}`, ...call }),
      () => handler.create(inputs),
    );
  }
  return calls;
}

/** All clients of the SDK send through one class: what they send is kept, and gets its response here. */
async function recording(record: (call: Omit<Call, "resource">) => void, work: () => Promise<unknown>): Promise<void> {
  const clients: unknown = Object.getPrototypeOf(SQSClient.prototype);
  if (typeof clients !== "object" || clients === null || !("send" in clients)) {
    throw new Error("the SDK's clients have no class in common that sends");
  }
  const send = clients.send;
  clients.send = function respond(this: unknown, sent: object): Promise<unknown> {
    const operation = sent.constructor.name.replace(/Command$/u, "");
    const { input } = v.parse(command, sent);
    record({ service: v.parse(client, this).config.serviceId, operation, input: withoutBytes(input) });
    return Promise.resolve(response);
  };
  try {
    await work();
  } finally {
    clients.send = send;
  }
}

/** JSON has no bytes: their number takes their place. */
function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: value.length };
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutBytes(item)]));
}

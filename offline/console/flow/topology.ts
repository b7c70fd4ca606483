import * as v from "valibot";
import { textOutput, type ResourceGraph } from "../../../packages/aws-offline/graph/resource-graph.ts";
import { eventArchiveType, eventTargetType } from "../../../packages/aws-offline/services/events/resources.ts";
import { pipeType } from "../../../packages/aws-offline/services/pipes/resources.ts";
import { rolePolicyType } from "../../../packages/aws-offline/services/iam/resources.ts";
import { functionType } from "../../../packages/aws-offline/services/lambda/resources.ts";
import { topicSubscriptionType } from "../../../packages/aws-offline/services/sns/resources.ts";
import { queueType } from "../../../packages/aws-offline/services/sqs/resources.ts";
import type { Effect } from "../../../domain/event/types.ts";
import type { StackOutputs } from "../../../functions/shared/stack-outputs.ts";
import { apiDefinition } from "../../../packages/aws-offline/services/api-gateway/declared.ts";
import { mappingDefinitions } from "../../../packages/aws-offline/services/lambda/declared.ts";
import { branchesOf as queuesOf } from "../../../ops/branches.ts";
import { callHop, lastPart, type Hop } from "./traffic.ts";

/** A thing of the program under its physical name, and what people call it. */
export interface Part {
  readonly label: string;
  readonly name: string;
}

interface Written extends Part {
  readonly service: string;
  readonly hop: Hop;
  readonly page?: string;
}

export interface Branch {
  readonly name: string;
  /** What fills the queue, where that is not the events' topic. */
  readonly source?: Part;
  /** What the consumer keeps, where the console knows it. */
  readonly effect?: Effect;
  readonly queue: Part;
  readonly deadLetterQueue: Part | undefined;
  /** How many event types its subscription takes; undefined: all. */
  readonly types: number | undefined;
  /** A function on a mapping, or a pipe with its enrichment. */
  readonly consumer: Part & { readonly kind: "function" | "pipe"; readonly functionName: string; readonly hop: Hop };
  readonly effects: readonly Written[];
  readonly delivery: Hop;
  /** Of the replay rule to its queue. */
  readonly replay: Hop | undefined;
}

export interface Topology {
  readonly api: Part & { readonly route: string; readonly hop: Hop };
  readonly webhook: Part & { readonly does: string };
  readonly topic: Part & { readonly does: string; readonly hop: Hop };
  readonly branches: readonly Branch[];
  readonly bus: Part & { readonly hop: Hop };
  readonly archive: Part;
  readonly inspection: Part & { readonly replay: Hop };
  /** Queues of no branch: dead letters of a topic. */
  readonly others: readonly Part[];
}

type Route = NonNullable<ReturnType<typeof apiDefinition>>["routes"][number];

const document = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ Statement: v.array(v.object({ Action: v.array(v.string()), Resource: v.array(v.string()) })) }),
);
const redrive = v.pipe(v.string(), v.parseJson(), v.object({ deadLetterTargetArn: v.string() }));
const filter = v.pipe(v.string(), v.parseJson(), v.object({ event_type: v.array(v.string()) }));

/** Reads the picture from the resource graph, which contains the program's queues, filters and grants. */
export function topologyOf(graph: ResourceGraph, outputs: StackOutputs): Topology {
  const [route] = apiDefinition(graph)?.routes ?? [];
  const pipe = only(graph.of(pipeType), "pipe").inputs;
  const archive = only(graph.of(eventArchiveType), "archive").inputs;
  const inspection = lastPart(outputs.queueUrls.inspection);
  const effects = (role: string): Written[] => effectsOf(graph, role);
  const roleOf = (functionName: string): string =>
    lastPart(graph.of(functionType).find(({ inputs }) => inputs.name === functionName)?.inputs.role ?? "");
  const publishes = (functionName: string): Written | undefined =>
    effects(roleOf(functionName)).find(({ service }) => service === "sns");
  const entry =
    route === undefined
      ? partnerEntry(outputs)
      : webhookEntry(graph, route, outputs.topicArn, publishes(route.functionName));
  const consumers = new Map<string, Pick<Branch, "consumer" | "effects">>();
  for (const { queueArn, functionName } of mappingDefinitions(graph)) {
    const consumer = { kind: "function" as const, ...part(graph, functionName), functionName };
    const own = effects(roleOf(functionName)).toSorted((a, b) => rank(a) - rank(b));
    consumers.set(queueArn, { consumer: { ...consumer, hop: `invoke:${functionName}` }, effects: own });
  }
  const enricher = lastPart(pipe.enrichment);
  consumers.set(pipe.source, {
    consumer: {
      kind: "pipe",
      label: part(graph, enricher).label,
      name: pipe.name,
      functionName: enricher,
      hop: `invoke:${enricher}`,
    },
    effects: effects(roleOf(enricher)),
  });
  const busName = lastPart(pipe.target);
  const branches = branchesOf(graph, outputs, consumers);
  const drawn = new Set([
    inspection,
    ...branches.flatMap(({ queue, deadLetterQueue }) => [queue.name, deadLetterQueue?.name]),
  ]);
  const others = graph.of(queueType).filter(({ inputs }) => !drawn.has(inputs.name));
  return {
    ...entry,
    branches,
    others: others.map(({ inputs }) => part(graph, inputs.name)),
    bus: { label: "event bus", name: busName, hop: callHop(lastPart(pipe.roleArn), "events", busName) },
    archive: { label: "archive", name: archive.name },
    inspection: { ...part(graph, inspection), replay: `replay:${inspection}` },
  };
}

/** Of a queue that no topic fills. */
const outside: Part = { label: "from outside", name: "senders that the queue's policy names" };

function branchesOf(
  graph: ResourceGraph,
  outputs: StackOutputs,
  consumers: ReadonlyMap<string, Pick<Branch, "consumer" | "effects">>,
): Branch[] {
  const queues = graph.of(queueType);
  const subscriptions = graph.of(topicSubscriptionType);
  const replayed = new Set(graph.of(eventTargetType).map(({ inputs }) => inputs.arn));
  const branches = queues.flatMap((queue): Branch[] => {
    const queueArn = textOutput(queue, "arn");
    const worked = consumers.get(queueArn);
    if (worked === undefined) return [];
    const { name, redrivePolicy } = queue.inputs;
    const subscription = subscriptions.find(({ inputs }) => inputs.endpoint === queueArn)?.inputs;
    const isOfEvents = subscription?.topic === outputs.topicArn;
    const source = subscription === undefined ? outside : part(graph, lastPart(subscription.topic));
    const types = v.safeParse(filter, subscription?.filterPolicy);
    const dead = v.safeParse(redrive, redrivePolicy);
    const branchName = queue.name.replace(/-queue$/u, "");
    const effect = outputs.consumers[branchName]?.effect;
    return [
      {
        name: branchName,
        ...(isOfEvents ? {} : { source }),
        ...(effect === undefined ? {} : { effect }),
        queue: part(graph, name),
        deadLetterQueue: dead.success ? part(graph, lastPart(dead.output.deadLetterTargetArn)) : undefined,
        types: types.success ? types.output.event_type.length : undefined,
        ...worked,
        delivery: `deliver:${name}`,
        replay: replayed.has(queueArn) ? `replay:${name}` : undefined,
      },
    ];
  });
  // As the outputs name them; a branch that they do not name comes last.
  const order = queuesOf(outputs).map(({ queueUrl }) => lastPart(queueUrl));
  const place = ({ queue }: Branch): number => (order.indexOf(queue.name) + order.length + 1) % (order.length + 1);
  const isApart = ({ source }: Branch): number => (source === undefined ? 0 : 1);
  return branches.toSorted((a, b) => isApart(a) - isApart(b) || place(a) - place(b));
}

function effectsOf(graph: ResourceGraph, role: string): Written[] {
  const statements = graph
    .of(rolePolicyType)
    .filter(({ inputs }) => inputs.role === role)
    .flatMap(({ inputs }) => v.parse(document, inputs.policy).Statement);
  return statements.flatMap(({ Action: actions, Resource: resources }) => {
    const written = actions.find((action) => /^(?:dynamodb:(?:Put|Update)|sns:Publish|ses:Send)/u.test(action));
    const [service = ""] = written?.split(":") ?? [];
    const [arn = ""] = resources;
    if (written === undefined) return [];
    const name = lastPart(arn);
    const own = service === "ses" ? { label: "SES", name } : part(graph, name);
    const page = service === "ses" ? { page: "#/mail" } : service === "dynamodb" ? { page: `#/tables/${name}` } : {};
    return [{ ...own, service, hop: callHop(role, service, name), ...page }];
  });
}

/** The journal, which all of them write, last. */
function rank({ label }: Written): number {
  return label.startsWith("journal") ? 1 : 0;
}

type Entry = Pick<Topology, "api" | "webhook" | "topic">;

function webhookEntry(
  graph: ResourceGraph,
  { method, path, functionName }: Route,
  topicArn: string,
  published: Written | undefined,
): Entry {
  return {
    api: { ...part(graph, "API"), label: "HTTP API", route: `${method} ${path}`, hop: `invoke:${functionName}` },
    webhook: { ...part(graph, functionName), does: "verifies, publishes" },
    topic: { ...part(graph, lastPart(topicArn)), does: "subscriptions", hop: published?.hop ?? "" },
  };
}

/** Without a webhook the partner event source's bus is in its place, and its rules in the topic's. */
function partnerEntry({ partnerSource }: StackOutputs): Entry {
  const name = partnerSource?.busName ?? "";
  return {
    api: { name, label: "partner source", route: "EventBridge", hop: "" },
    webhook: { name, label: "partner bus", does: "takes each event" },
    topic: { name, label: "rules", does: "rules", hop: "" },
  };
}

/** The logical name says what it is: `orders-dead-letter-queue`. */
function part(graph: ResourceGraph, name: string): Part {
  const found = graph.resources.find(({ outputs }) => outputs["name"] === name);
  return { label: (found?.name ?? name).replaceAll("-", " "), name };
}

function only<T>(all: readonly T[], what: string): T {
  const [first] = all;
  if (first === undefined) throw new Error(`the program declares no ${what}`);
  return first;
}

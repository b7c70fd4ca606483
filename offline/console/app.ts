import type { IncomingMessage, ServerResponse } from "node:http";
import { stripeEventTypes } from "../../domain/event/types.ts";
import { statusNames } from "../../domain/order/status.ts";
import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { handledTypes } from "../../ops/consumers.ts";
import { UsageError } from "../../ops/errors.ts";
import type { OfflineRun } from "../run.ts";
import { alarmHistory, alarmsOf, runbook } from "./api/alarms.ts";
import { commandSchema, runCommand } from "./api/commands.ts";
import { dashboardData } from "./api/dashboards.ts";
import { queueContents, tableContents } from "./api/contents.ts";
import { Events, type EventFilter } from "./api/events.ts";
import { journeyOf } from "./api/journey.ts";
import { groupsOf, lettersOf } from "./api/letters.ts";
import { logsOf } from "./api/logs.ts";
import { presetsFor } from "./api/fault-presets.ts";
import { addSchema, FaultSwitches, switchSchema } from "./api/faults.ts";
import { mailList, mailOf, sendMailDocument } from "./api/mails.ts";
import { orderList } from "./api/orders.ts";
import { sampleSchema, sendSamples } from "./api/samples.ts";
import { stockOf } from "./api/stock.ts";
import { targetOf } from "./api/target.ts";
import { fulfilmentStates } from "../../ops/core/list-orders.ts";
import { Live } from "./flow/live.ts";
import { topologyOf, type Topology } from "./flow/topology.ts";
import type { Traffic } from "./flow/traffic.ts";
import { Assets } from "./http/assets.ts";
import { HttpError, readJson, sendJson } from "./http/respond.ts";
import type { ConsoleApp } from "./server.ts";

/** What does not change while the run lasts. */
export interface About {
  readonly stage: string;
  readonly region: string;
  readonly timeScale: number;
  readonly webhookUrl: string;
  readonly awsEndpoint: string;
  readonly stripeApiUrl: string;
  readonly dashboards: readonly string[];
  /** Types that some consumer receives. */
  readonly eventTypes: readonly string[];
  /** Event types with a sample to send. */
  readonly sampleTypes: readonly string[];
  readonly orderStatuses: readonly string[];
  readonly fulfilments: readonly string[];
  /** Physical names by what people call them. */
  readonly functions: Readonly<Record<string, string>>;
  readonly topology: Topology;
}

type Get = (url: URL, id: string) => unknown;
type Post = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

/** The console's pages and what they ask for. */
export function createApp(run: OfflineRun, traffic: Traffic, consoleUrl: string): ConsoleApp {
  const target = targetOf(run, consoleUrl);
  const topology = topologyOf(run.graph, run.outputs);
  const assets = new Assets();
  const events = new Events(target, run);
  const faults = new FaultSwitches(run.faults, presetsFor(run.outputs));
  const alarms = () => alarmsOf(target);
  const live = new Live({ run, traffic, alarms });
  const about = (): About => ({
    stage: stageOf(run),
    region: run.region,
    timeScale: run.clock.scale,
    webhookUrl: run.webhookUrl,
    awsEndpoint: run.aws.gateway.endpoint,
    stripeApiUrl: run.stripeApiUrl,
    dashboards: run.outputs.dashboardNames,
    eventTypes: handledTypes(run.outputs),
    sampleTypes: stripeEventTypes,
    orderStatuses: [...statusNames, "merged"],
    fulfilments: fulfilmentStates,
    functions: run.outputs.functionNames,
    topology,
  });

  const gets: Readonly<Record<string, Get>> = {
    about,
    snapshot: () => live.snapshot(),
    events: ({ searchParams }, id) => (id === "" ? events.list(eventFilter(searchParams)) : events.detail(id)),
    orders: async ({ searchParams }, id) =>
      id === ""
        ? orderList(
            target,
            given(searchParams, "status", "fulfilment", "search"),
            (await events.list({ isFailed: true })).events,
          )
        : ((await journeyOf(target, run.aws.sqs, id)) ?? missing(`Nobody knows ${id}`)),
    "dead-letters": async () => groupsOf(await lettersOf(target, run.aws.sqs)),
    queues: (_url, id) => queueContents(run.aws.sqs, id),
    tables: (_url, id) => tableContents(target, id),
    logs: ({ searchParams }) => logsOf(target, searchParams),
    mails: (_url, id) => (id === "" ? mailList(run.aws.ses.messages(), target) : mailOf(run.aws.ses.messages(), id)),
    stock: () => stockOf(target),
    alarms,
    "alarm-history": () => alarmHistory(target),
    runbooks: async (_url, id) => ({ markdown: await runbook(id) }),
    faults: () => faults.list(),
    dashboards: ({ searchParams }, id) => dashboardData(target, id, minutesOf(searchParams.get("minutes"))),
  };
  const posts: Readonly<Record<string, Post>> = {
    samples: async (request) => sendSamples(await readJson(request, sampleSchema), run),
    faults: async (request) => {
      faults.set(await readJson(request, switchSchema));
      return faults.list();
    },
    "faults/typed": async (request) => {
      faults.add(await readJson(request, addSchema));
      return faults.list();
    },
    commands: async (request, response) => runCommand(await readJson(request, commandSchema), target, response),
  };

  const api = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const path = url.pathname.slice("/api/".length);
    const [name = "", ...rest] = path.split("/");
    if (request.method === "POST") {
      const post = own(posts, path) ?? missing(`There is no POST ${url.pathname}`);
      const body = await post(request, response);
      if (!response.headersSent) sendJson(response, body);
      return;
    }
    const get = own(gets, name) ?? missing(`There is no ${url.pathname}`);
    sendJson(response, await get(url, decodeURIComponent(rest.join("/"))));
  };

  return {
    async handle(request, response, url) {
      try {
        if (url.pathname === "/api/live") live.listen(request, response);
        else if (url.pathname.startsWith("/api/")) await api(request, response, url);
        else if (url.pathname.startsWith("/mail/"))
          sendMailDocument(response, run.aws.ses.messages(), url.pathname.slice("/mail/".length));
        else if (!(await assets.serve(request, response, url.pathname))) missing(`There is no page ${url.pathname}`);
      } catch (cause) {
        const error = cause instanceof UsageError ? new HttpError(400, cause.message) : cause;
        if (!(error instanceof HttpError) || response.headersSent) throw error;
        sendJson(response, { message: error.message }, error.status);
      }
    },
  };
}

function stageOf({ graph }: OfflineRun): string {
  const [declared] = graph.of(functionType);
  return declared?.inputs.environment?.variables["STAGE"] ?? "";
}

/** Not what every object inherits, such as `constructor`. */
function own<T>(routes: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(routes, name) ? routes[name] : undefined;
}

function missing(message: string): never {
  throw new HttpError(404, message);
}

/** The parameters that are not empty. */
function given<const Name extends string>(query: URLSearchParams, ...names: Name[]): { [Key in Name]?: string } {
  const there = names.map((name) => [name, query.get(name) ?? ""] as const).filter(([, value]) => value !== "");
  return Object.fromEntries(there) as { [Key in Name]?: string };
}

function eventFilter(query: URLSearchParams): EventFilter {
  const { since: minutes, ...filter } = given(query, "text", "type", "consumer", "since");
  const since = minutes === undefined ? {} : { since: Date.now() - Number(minutes) * 60_000 };
  return { ...filter, ...since, isFailed: query.has("failed") };
}

const mostMinutes = 24 * 60;

function minutesOf(text: string | null): number {
  const minutes = Number(text ?? 60);
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= mostMinutes ? minutes : 60;
}

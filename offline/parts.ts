import { startAws, type Aws } from "../packages/aws-offline/services/aws.ts";
import { createClock, type Clock } from "../packages/aws-offline/clock.ts";
import { FaultInjector } from "../packages/aws-offline/faults/injector.ts";
import type { ProjectConfiguration } from "../packages/aws-offline/graph/project.ts";
import { openPort, type OpenPort } from "../packages/aws-offline/services/api-gateway/http-api.ts";
import { createLambda } from "../packages/aws-offline/services/lambda/runtime/lambda-service.ts";
import type { LambdaService } from "../packages/aws-offline/services/lambda/runtime/types.ts";
import { memoryPage } from "../packages/aws-offline/memory-page.ts";
import { OpsError } from "../ops/errors.ts";
import type { OfflineOptions, PortName } from "./options.ts";
import { startStripeApi, type OfflineStripeApi } from "../packages/stripe-offline/server/stripe-api.ts";

type PartsOptions = Pick<OfflineOptions, "ports" | "timeScale"> & Partial<Pick<OfflineOptions, "stripeApiKey">>;

/** All that has an address: the program's outputs name them, so they come before it. */
export interface Parts {
  readonly clock: Clock;
  readonly aws: Aws;
  readonly api: OpenPort;
  readonly stripe: OfflineStripeApi | undefined;
  readonly apiKey: string;
  readonly livemode: boolean;
  readonly lambda: LambdaService;
  readonly faults: FaultInjector;
  close(): Promise<void>;
}

/** @throws OpsError for a taken port, after all is closed again */
export async function openParts(
  options: PartsOptions,
  { project, region, config }: ProjectConfiguration,
): Promise<Parts> {
  const { ports } = options;
  const clock = createClock(options.timeScale);
  const livemode = config[`${project}:stripeMode`] === "live";
  const apiKey = options.stripeApiKey ?? `sk_${livemode ? "live" : "test"}_offline`;
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closePart of closers.toReversed()) await closePart();
  };
  const open = async <Part extends { close(): Promise<void> }>(name: PortName, part: Promise<Part>): Promise<Part> => {
    const opened = await portNamed(name, ports[name], part);
    closers.push(() => opened.close());
    return opened;
  };
  try {
    const aws = await open("aws", startAws({ clock, region, port: ports.aws }));
    const api = await open("webhook", openPort(ports.webhook));
    const stripe =
      options.stripeApiKey === undefined
        ? await open("stripe", startStripeApi({ port: ports.stripe, apiKey, clock }))
        : undefined;
    aws.gateway.addPage("/_offline/memory", memoryPage);
    const lambda = createLambda();
    closers.push(() => lambda.close());
    const faults = new FaultInjector({ clock, gateway: aws.gateway, sqs: aws.sqs, lambda, stripe });
    closers.push(() => Promise.resolve(faults.close()));
    return { clock, aws, api, stripe, apiKey, livemode, lambda, faults, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function portNamed<Part>(name: PortName, port: number, opening: Promise<Part>): Promise<Part> {
  try {
    return await opening;
  } catch (cause) {
    if (!(cause instanceof Error && Reflect.get(cause, "code") === "EADDRINUSE")) throw cause;
    throw new OpsError(`Port ${String(port)} is taken: give another one with --${name}-port N, or 0 for any free one`, {
      cause,
    });
  }
}

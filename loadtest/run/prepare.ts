import { loadItems } from "../../packages/stripe-offline/traffic/mix.ts";
import { placeOf } from "../../packages/stripe-offline/traffic/layout.ts";
import type { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { sampleBody } from "../../packages/stripe-offline/samples/index.ts";
import { type FunctionSettings, readFunctionSettings } from "../../ops/aws/function-settings.ts";
import { firstSigningSecret, readStackSecret, type Secrets } from "../../ops/aws/stack-secret.ts";
import { stockPorts } from "../../ops/aws/stock.ts";
import { planStock, setStock } from "../../ops/core/stock/set-stock.ts";
import { OpsError, UsageError } from "../../ops/errors.ts";
import { offlineTeacher } from "../../ops/offline-stripe.ts";
import type { Target } from "../../ops/target.ts";
import { postToWebhook } from "../../ops/webhook.ts";
import type { StockUnits } from "../../domain/stock/row.ts";

/** Of each SKU: no run sells out. */
const unitsBeforeRun = 100_000_000;

const skus = loadItems.map(({ sku }) => sku);

/** The signing secret of a stack that may be loaded. @throws OpsError for any other stack */
export async function loadableSecret({ clients, outputs }: Target): Promise<string> {
  const [secrets, settings] = await Promise.all([
    readStackSecret(clients.secrets, outputs.secretArn),
    readFunctionSettings(clients.lambda, outputs),
  ]);
  return signingSecretOf(secrets, settings);
}

/** @throws OpsError for a stack of live mode, or with a live key: its events would be read as real money */
export function signingSecretOf(secrets: Secrets, settings: Pick<FunctionSettings, "livemode">): string {
  if (settings.livemode || /^[rs]k_live_/u.test(secrets.stripeApiKey ?? "")) {
    throw new OpsError("Refused: the stack works with a live Stripe key or in live mode. Load a stack of test mode");
  }
  return firstSigningSecret(secrets);
}

/** Fills the stock of what the load buys. */
export async function fillStock(target: Target, signal: AbortSignal): Promise<void> {
  const ports = stockPorts(target);
  const changes = await planStock(new Map(skus.map((sku) => [sku, unitsBeforeRun])), ports);
  await setStock(changes, ports, { signal });
}

export function readStock(target: Target): Promise<ReadonlyMap<string, StockUnits>> {
  return stockPorts(target).rows(skus);
}

/**
 * Makes the purchases known whose events come first: a thin event names its object, which is fetched.
 * @throws UsageError for a deployed stack
 */
export async function teachPurchases(target: Target, traffic: Traffic, events: number): Promise<void> {
  if (target.offline === undefined) {
    throw new UsageError(
      "--profile thin is for the offline run: Stripe does not know the objects that the events name",
    );
  }
  const teach = await offlineTeacher(target.offline, target);
  const indexes = Array.from({ length: events }, (_, index) => index);
  const purchases = new Set(indexes.map((index) => placeOf(traffic.layout, index).purchase));
  for (const purchase of purchases) for (const event of traffic.scenario(purchase).events) await teach(event);
}

/** Makes the products known to the offline Stripe API, as everything there: by events. */
export async function sendCatalog(url: string, secret: string, traffic: Traffic): Promise<number> {
  const events = traffic.catalogEvents();
  for (const event of events) {
    const { status } = await postToWebhook(url, sampleBody(event), secret);
    if (status !== 200) throw new OpsError(`The webhook returned ${String(status)} before the load: run doctor`);
  }
  return events.length;
}

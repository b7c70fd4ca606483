import { beforeAll, describe, expect, it } from "vitest";
import { type Accepted, deliver, deliverInOrder, disordered, twinMark } from "../support/delivery.ts";
import { problemsOf, stockTotalProblems } from "../../loadtest/verify/judgement.ts";
import { rowsOf } from "../../loadtest/verify/outcome.ts";
import { type WholeOutcome, readOutcome } from "../support/outcome.ts";
import { Random, seedOfRun } from "../support/random.ts";
import { namedDisorders } from "../support/scenarios/named-disorder.ts";
import { randomScenario, randomStock } from "../support/scenarios/random-scenario.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { System } from "../support/system.ts";

/** A failure prints it; `SEED=... npx vitest run tests/pipeline/disorder.extended.ts` draws the same again. */
const seed = seedOfRun();
const random = new Random(seed);
const randomPurchases = Number(process.env["PURCHASES"] ?? 6);

const staged = namedDisorders(seed);
const drawn = Array.from({ length: randomPurchases }, (_, index) =>
  randomScenario(random.part(`purchase ${index}`), `${seed}-${index}`),
);
const scenarios: readonly Scenario[] = [...staged.map(({ scenario }) => scenario), ...drawn];

const options = { timeScale: 60, stock: { ...randomStock, "MUG-BLUE": 1_000_000, "TEE-M": 1_000_000 } };
const lanes = 8;

async function withSystem<T>(use: (system: System) => Promise<T>): Promise<T> {
  const system = await System.start(options);
  try {
    for (const { objects, account } of scenarios) system.knowAtTheEnd(objects, account);
    return await use(system);
  } finally {
    await system.close();
  }
}

interface Result {
  readonly outcome: WholeOutcome;
  readonly accepted: Accepted;
  readonly deadLetters: number;
}

async function inOrder(system: System): Promise<Result> {
  await deliverInOrder(system, scenarios, lanes);
  const accepted = new Map(scenarios.flatMap(({ events }) => events).map(({ id }) => [id, 1]));
  return { outcome: await readOutcome(system), accepted, deadLetters: await system.depth("dead-letter-queue") };
}

/** Now and then these lists of Stripe lack what it learned in the last minute, by the run's clock. */
const lagging = ["/v1/refunds", "/v1/invoice_payments", "/v1/invoices/*", "/v1/checkout/sessions"].map(
  (path) => ({ at: "stripe", path, fails: "behind", seconds: 60, times: { oneIn: 2 } }) as const,
);

async function inDisorder(system: System): Promise<Result> {
  system.run.faults.add({ faults: lagging });
  const accepted: Accepted = new Map();
  const stages = Math.max(...staged.map((each) => each.stages.length));
  for (let stage = 0; stage < stages; stage += 1) {
    // The random purchases come all together, between the stages of the named ones.
    const others = stage === 0 ? disordered(drawn, random.part("deliveries")) : [];
    const events = staged.flatMap((each) => each.stages[stage] ?? []);
    await deliver(system, random.part(`stage ${stage}`).shuffle([...events, ...others]), lanes, accepted);
    await system.settled(60_000);
  }
  return { outcome: await readOutcome(system), accepted, deadLetters: await system.depth("dead-letter-queue") };
}

let usual: Result;
let disorder: Result;
beforeAll(async () => {
  usual = await withSystem(inOrder);
  disorder = await withSystem(inDisorder);
}, 180_000);

describe(`purchases, their events shuffled, repeated and delivered at the same time (SEED=${seed})`, () => {
  it("come out right: one order, one mail of each kind, one reservation, the archive complete", () => {
    expect(problemsOf(disorder.outcome, scenarios, disorder.accepted, { faults: false })).toEqual([]);
  });

  it("as they do when each event comes once and in its usual order", () => {
    expect(problemsOf(usual.outcome, scenarios, usual.accepted, { faults: false })).toEqual([]);
  });

  it("leave the stock whole and never negative", () => {
    expect(stockTotalProblems(disorder.outcome, disorder.outcome.stock, options.stock)).toEqual([]);
    expect(stockTotalProblems(usual.outcome, usual.outcome.stock, options.stock)).toEqual([]);
  });

  it("leave no dead letter", () => {
    expect([usual.deadLetters, disorder.deadLetters]).toEqual([0, 0]);
  });

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("end as in order: %s", (_name, scenario) => {
    expect(endOf(disorder.outcome, scenario)).toEqual(endOf(usual.outcome, scenario));
  });
});

/** Of these the mails' amounts go by what came first, session or payment: docs/guarantees.md names it. */
const showsAuthorised = "captured, before its session is read";

/** Of these a mail's lines have prices if the invoice came before the session: docs/guarantees.md names it. */
const showsPrices = "a free order with an invoice";

/** Of these a mail shows what the total is made of if the session came before the payment: docs/guarantees.md names it. */
const showsParts = "a session and its payment that both carry the contents";

/** All but when and how often events were applied. */
function endOf(
  { orders, reservations, mailTexts }: WholeOutcome,
  { name, orderKey, reference, scarce }: Scenario,
): object {
  const item = orders.get(orderKey) ?? {};
  const { version: _version, updatedAt: _updatedAt, timeline: _timeline, omitted: _omitted, ...stored } = item;
  // An event's twin contains the same: which of the two a fact names depends on which of them came at all.
  const order: unknown = JSON.parse(JSON.stringify(stored).replaceAll(twinMark, ""));
  // Of too many of one type twins take each other's places.
  const counted = new Set(rowsOf(item["omitted"]).map(({ type }) => type));
  const entries = rowsOf(item["timeline"]).filter(({ type }) => !counted.has(type));
  const applied = [...new Set(entries.map(({ eventId }) => String(eventId).replace(twinMark, "")))];
  const { status, lines, facts } = reservations.get(orderKey) ?? {};
  // An invoice without a name is greeted by its session's, if that came before: docs/guarantees.md names it.
  const withoutPrices = (text: string): string => text.replaceAll(/(?<=^\d+ x .*): SGD [\d.]+$/gmu, "");
  const withoutParts = (text: string): string => text.replaceAll(/^(?:Subtotal|Shipping): SGD [\d.]+\n/gmu, "");
  const texts = (mailTexts.get(reference) ?? [])
    .map((text) => text.replace(/^Hello.*,$/mu, "Hello,"))
    .map((text) => (name.includes(showsPrices) ? withoutPrices(text) : text))
    .map((text) => (name.includes(showsParts) ? withoutParts(text) : text))
    .toSorted();
  const mails = name.includes(showsAuthorised) ? texts.length : texts;
  // A release that came first never asked what it releases.
  const held = status === "released" ? undefined : lines;
  return { order, applied, mails, ...(scarce ? {} : { reservation: { status, held, facts } }) };
}

import { beforeAll, describe, expect, it } from "vitest";
import { mailWorld } from "../../functions/email-processor/testing.ts";
import { stockWorld } from "../../functions/inventory-processor/testing.ts";
import { factsOfEvent } from "../../domain/order/facts-of-event.ts";
import { type Facts, kinds } from "../../domain/order/facts.ts";
import { statusLevels } from "../../domain/order/status.ts";
import { orderWorld } from "../../functions/order-processor/testing.ts";
import { emailEventTypes, inventoryEventTypes, orderEventTypes } from "../../domain/event/types.ts";
import { readStripeEvent } from "../../domain/event/event.ts";
import { readRefund } from "../../domain/event/objects.ts";
import { isHandledEventType } from "../../domain/event/types.ts";
import { settledReceive } from "../../functions/shared/while-stripe-lags.ts";
import { typedEvent } from "../../domain/event/typed-event.ts";
import { type Example, lifecycleRows } from "../support/lifecycle.ts";
import { readDocument, tableUnder } from "../../scripts/markdown.ts";
import { Random } from "../support/random.ts";
import { endingNames } from "../../packages/stripe-offline/scenarios/endings.ts";
import { paidKindNames } from "../../packages/stripe-offline/scenarios/common.ts";
import { everyPurchase, purchaseNamed } from "../../packages/stripe-offline/scenarios/purchases.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";

let document = "";
beforeAll(async () => {
  document = await readDocument("docs/order-lifecycle.md");
});

const none = "-";
const stock = { "MUG-BLUE": 100, "TEE-M": 100 };

/** The facts that an event contains, in the words of the table. */
function factsShown({ event, objects }: Example): string {
  const typed = typedEvent(readStripeEvent(event));
  const listed = objects.filter(({ object }) => object === "refund").map((refund) => readRefund({ ...refund }));
  const facts = factsOfEvent(typed, typed.kind === "refund" ? [typed.refund] : listed);
  return words([...(facts.placed === undefined ? [] : ["placed"]), ...registersOf(facts)]);
}

function registersOf(facts: Facts): string[] {
  const singular = (kind: string): string => kind.replace(/ies$/u, "ys").slice(0, -1);
  return kinds.flatMap((kind) => Object.values(facts[kind]).map(({ state }) => `${singular(kind)} \`${state}\``));
}

/** What the three consumers make of an example's last event, in the words of the table. */
async function effectsOf({ before, event, orderKey, objects }: Example): Promise<Record<string, string>> {
  const orders = orderWorld(objects);
  const mails = mailWorld(objects);
  const inventory = stockWorld(objects, stock);
  const deliver = async (delivered: Example["event"]): Promise<void> => {
    await orders.apply(delivered);
    await mails.handle(delivered, delivered.id);
    await inventory.handle(delivered, delivered.id);
  };
  const reservation = (): string | undefined => inventory.store.reservations.get(orderKey)?.status;
  for (const earlier of before) await deliver(earlier);
  const [mailsBefore, noticesBefore, reservationBefore] = [mails.sent.length, inventory.notices.length, reservation()];
  await deliver(event);
  return {
    "order's status": orders.orders.items.get(orderKey)?.status ?? none,
    "e-mail": words(mails.sent.slice(mailsBefore).map(({ kind }) => kind)),
    stock: reservation() === reservationBefore ? none : (reservation() ?? none),
    warehouse: words(inventory.notices.slice(noticesBefore).map(({ kind }) => kind)),
  };
}

function words(all: readonly string[]): string {
  return all.length === 0 ? none : all.join(", ");
}

describe("the table of docs/order-lifecycle.md", () => {
  it("has a row for each of the tested ones, and no other", () => {
    const documented = tableUnder(document, "What each event does").map((row) => [row["event"], row["when"]]);
    const tested = lifecycleRows.map(({ types, when }) => [types.map((type) => `\`${type}\``).join(", "), when]);
    expect(documented).toEqual(tested);
  });

  it("has every event type that a consumer handles, and no other", () => {
    const documented = new Set(lifecycleRows.flatMap(({ types }) => types));
    const handled = new Set<string>([...orderEventTypes, ...emailEventTypes, ...inventoryEventTypes]);
    expect([...documented].toSorted()).toEqual([...handled].toSorted());
  });

  it.each(lifecycleRows.map((row, index) => ({ ...row, index, name: `${row.types.join(", ")}: ${row.when}` })))(
    "states facts and effects of $name",
    async ({ index, examples }) => {
      const {
        event: _event,
        when: _when,
        why,
        ...documented
      } = tableUnder(document, "What each event does")[index] ?? {};
      expect(why).not.toBe("");
      for (const example of examples(`docs-${index}`)) {
        const effects = await effectsOf(example);
        // A session in setup mode makes no order to have facts.
        const facts = effects["order's status"] === none ? none : factsShown(example);
        expect({ facts, ...effects }).toEqual(documented);
      }
    },
  );
});

/** Every purchase, those that are paid with every ending. */
function everyScenario(): Scenario[] {
  const paid = paidKindNames.flatMap((kind) =>
    endingNames.map((ending) => purchaseNamed(kind, { seed: `${kind} ${ending}` }, { ending, refusedFirst: true })),
  );
  return [...paid, ...everyPurchase((name) => ({ seed: name }))];
}

/** The changes of status, `from --> to`, that events make in the order in which they are given. */
async function transitions({ orderKey, objects }: Scenario, events: Scenario["events"]): Promise<string[]> {
  const world = orderWorld(objects);
  const statuses = ["[*]"];
  for (const event of events.filter(({ type }) => isHandledEventType(type))) {
    await world.apply(event, settledReceive);
    statuses.push(world.orders.items.get(orderKey)?.status ?? "[*]");
  }
  return statuses.flatMap((status, index) => {
    const next = statuses[index + 1];
    return next === undefined || next === status ? [] : [`${status} --> ${next}`];
  });
}

describe("the states of docs/order-lifecycle.md", () => {
  it("are the code's, with their levels", () => {
    const documented = tableUnder(document, "States").map(({ status, level }) => [
      status?.replaceAll("`", ""),
      Number(level),
    ]);
    expect(documented).toEqual(Object.entries(statusLevels));
  });

  it("change as the diagram says when events come in their usual order", async () => {
    const drawn = [...document.matchAll(/^ *((?:\[\*\]|[\w-]+) --> [\w-]+)/gmu)].flatMap(([, edge]) => edge ?? []);
    const seen = new Set<string>();
    for (const scenario of everyScenario()) {
      for (const edge of await transitions(scenario, scenario.events)) seen.add(edge);
    }
    expect([...seen].toSorted()).toEqual(drawn.toSorted());
  });

  it("never fall to a lower level, in whatever order events come", async () => {
    const random = new Random("levels");
    const levels: Readonly<Record<string, number>> = { "[*]": -1, ...statusLevels };
    for (const scenario of everyScenario()) {
      for (const edge of await transitions(scenario, random.shuffle(scenario.events))) {
        const [from = "", to = ""] = edge.split(" --> ");
        expect(levels[to], edge).toBeGreaterThanOrEqual(levels[from] ?? Number.NaN);
      }
    }
  });
});

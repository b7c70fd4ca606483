import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import type { Authorisation } from "../../packages/aws-offline/gateway/types.ts";
import type { Item } from "../../packages/aws-offline/operator.ts";
import { deliver } from "../support/delivery.ts";
import { type RoleGrant, roleGrants, unusedGrants } from "../support/grants.ts";
import { type Example, lifecycleRows } from "../support/lifecycle.ts";
import { readDocument, tableUnder } from "../../scripts/markdown.ts";
import { fingerprint } from "../../loadtest/verify/outcome.ts";
import { type WholeOutcome, readOutcome } from "../support/outcome.ts";
import { report } from "../support/parcels.ts";
import { System } from "../support/system.ts";
import { letEachWait } from "../support/waiting.ts";
import { until } from "../support/until.ts";

interface Case {
  readonly row: number;
  readonly name: string;
  readonly example: Example;
}

const cases: readonly Case[] = lifecycleRows.flatMap(({ types, when, examples }, row) =>
  examples(`lifecycle-${row}`).map((example) => ({ row, example, name: `${types.join(", ")}: ${when}` })),
);

let document: readonly Record<string, string>[] = [];
let before: WholeOutcome;
let after: WholeOutcome;
let deadLetters = 0;
let grants: readonly RoleGrant[] = [];
let authorisations: readonly Authorisation[] = [];

// All purchases go through one system at once: first what came before, then the rows' events.
beforeAll(async () => {
  document = tableUnder(await readDocument("docs/order-lifecycle.md"), "What each event does");
  const system = await System.start({ timeScale: 60 });
  // Lambda itself uses network interfaces under a function's role, and only in a VPC.
  grants = roleGrants(system.run.graph).filter(({ action }) => !action.startsWith("ec2:"));
  try {
    for (const { example } of cases) system.know(example.objects);
    const longest = Math.max(...cases.map(({ example }) => example.before.length));
    for (let step = 0; step < longest; step += 1) {
      await deliver(
        system,
        cases.flatMap(({ example }) => example.before[step] ?? []),
        6,
      );
      await system.settled(60_000);
    }
    before = await readOutcome(system);
    await deliver(
      system,
      cases.map(({ example }) => example.event),
      6,
    );
    await system.settled(60_000);
    after = await readOutcome(system);
    deadLetters = await system.depth("dead-letter-queue");
    await letEachWait(system, "lifecycle-waits");
    await failEverywhere(system);
    await failAtTheInbox(system);
    authorisations = system.run.aws.gateway.authorisations();
  } finally {
    await system.close();
  }
}, 120_000);

/** Every consumer writes the cause of a failure to the journal. */
async function failEverywhere(system: System): Promise<void> {
  const { events } = samplePurchase({ kind: "payment", seed: "unreadable", contents: "metadata" });
  const { object } = events.completed.data;
  const event = { ...events.completed, data: { object: { ...object, currency: "coins" } } };
  await system.send(event);
  await until("a failure of each consumer in the journal", async () => {
    const { journalTable, consumers } = system.run.outputs;
    const entry = await system.run.operator.getItem(journalTable, { pk: `event#${event.id}` });
    return Object.keys(consumers).every((consumer) => entry?.[`failure_${consumer}`] !== undefined);
  });
}

/** A message of the warehouse's waits for SNS, and one is refused. */
async function failAtTheInbox(system: System): Promise<void> {
  const { operator, outputs, faults } = system.run;
  const [example] = cases.map(({ example: { orderKey } }) => orderKey);
  const outage = faults.add({
    faults: [{ at: "call", service: "sns", caller: "warehouse-inbox", fails: "error", times: "always" }],
  });
  for (const parcel of ["late", "not a name"]) await report(system, { kind: "shipped", order: example, parcel });
  await until("a wait and a failure of the inbox in the journal", async () => {
    const journal = await operator.scan(outputs.journalTable);
    return ["waiting", "failure"].every((what) => journal.some((item) => `${what}_warehouse-inbox` in item));
  });
  outage.remove();
  await system.settled(60_000);
}

const none = "-";

/** What the last event changed, in the words of the document's table. */
function effectsOf({ orderKey }: Example): Record<string, string> {
  const status = (items: ReadonlyMap<string, Item>): string => {
    const item = items.get(orderKey);
    return item === undefined ? none : String(item["status"]);
  };
  const stock = status(after.reservations);
  const notices = (outcome: WholeOutcome): string[] =>
    (outcome.notices.get(orderKey) ?? []).map(({ kind }) => String(kind));
  return {
    "order's status": status(after.orders),
    "e-mail": words(added(sentTo(before, orderKey), sentTo(after, orderKey))),
    stock: stock === status(before.reservations) ? none : stock,
    warehouse: words(added(notices(before), notices(after))),
  };
}

/** Kinds of the mails that SES took. */
function sentTo({ mails }: WholeOutcome, orderKey: string): string[] {
  return [...mails].flatMap(([key, count]) => {
    const [reference, kind = ""] = key.split(" ");
    return reference === orderKey ? Array.from({ length: count }, () => kind) : [];
  });
}

function added(former: readonly string[], all: readonly string[]): string[] {
  const left = [...former];
  return all.filter((one) => {
    const index = left.indexOf(one);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function words(all: readonly string[]): string {
  return all.length === 0 ? none : all.join(", ");
}

describe("in the whole system", () => {
  it.each(lifecycleRows.map(({ types, when }, row) => ({ row, name: `${types.join(", ")}: ${when}` })))(
    "$name has the effects that the document states",
    ({ row }) => {
      const { event: _event, when: _when, why: _why, facts: _facts, ...documented } = document[row] ?? {};
      const examples = cases.filter((each) => each.row === row).map(({ example }) => example);
      expect(examples.map(effectsOf)).toEqual(examples.map(() => documented));
    },
  );

  it("none of it needs a second try that ends among the dead letters", () => {
    expect(deadLetters).toBe(0);
  });

  it("every event is archived as it came, once", () => {
    const events = cases.flatMap(({ example }) => [...example.before, example.event]);
    for (const event of events) {
      expect(after.archive.get(event.id)).toEqual([fingerprint(event)]);
    }
  });
});

describe("what the roles may do", () => {
  it("is each used, action by action and resource by resource", () => {
    expect(grants.length).toBeGreaterThan(30);
    expect(unusedGrants(grants, authorisations)).toEqual([]);
  });

  it("is enough: no call was denied", () => {
    expect(authorisations.filter(({ allowed }) => !allowed)).toEqual([]);
  });

  it("would be found unused, were there more of it", () => {
    const [any] = grants;
    const more = grants.concat(any === undefined ? [] : { ...any, resource: `${any.resource}-other` });
    expect(unusedGrants(more, authorisations)).toEqual([expect.stringContaining("-other")]);
  });
});

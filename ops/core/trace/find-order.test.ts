import { expect, it } from "vitest";
import { findOrder, type FindPorts } from "./find-order.ts";

const session = "cs_1";
const intent = "pi_1";
const charge = "ch_1";

function ports(related: Readonly<Record<string, readonly string[]>>): FindPorts & { readonly asked: string[] } {
  const asked: string[] = [];
  const refs = new Map([[session, intent]]);
  return {
    asked,
    refs: (ids) => Promise.resolve(new Map([...refs].filter(([id]) => ids.includes(id)))),
    orders: () => Promise.resolve(new Map()),
    reservations: () => Promise.resolve(new Map()),
    mails: () => Promise.resolve(new Map()),
    entries: () => Promise.resolve(new Map()),
    related(id) {
      asked.push(id);
      return Promise.resolve(related[id] ?? []);
    },
  };
}

it("goes from an unknown object to what it belongs to according to Stripe, and names each key once", async () => {
  const known = ports({ [charge]: [intent], [intent]: [session], [session]: [intent] });
  expect(await findOrder(charge, known)).toEqual({ orderKey: intent, keys: [intent, session, charge] });
  expect(await findOrder(intent, known)).toEqual({ orderKey: intent, keys: [intent, session] });
});

it("does not ask Stripe for what the journal knows, nor go round in circles", async () => {
  const known = ports({});
  expect(await findOrder(session, known)).toEqual({ orderKey: intent, keys: [intent, session] });
  expect(known.asked).toEqual([]);
  const circular = ports({ pi_a: ["ch_a"], ch_a: ["pi_a"] });
  expect(await findOrder("pi_a", circular)).toBeUndefined();
  expect(circular.asked).toEqual(["pi_a", "ch_a"]);
});

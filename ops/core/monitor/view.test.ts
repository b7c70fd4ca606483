import { expect, it } from "vitest";
import type { DeadLetterSource } from "../../branches.ts";
import { look, type ViewPorts } from "./view.ts";

const ports: ViewPorts = {
  depth: ({ name }) => {
    const isOrders = name === "orders";
    return Promise.resolve({
      waiting: isOrders ? 3 : 0,
      inFlight: isOrders ? 5 : 0,
      delayed: isOrders ? 1 : 0,
      dead: 0,
    });
  },
  failedRecords: () => Promise.resolve({ orders: 2, email: 2 }),
  mapping: () => Promise.resolve("Enabled"),
  ages: () => Promise.resolve({ orders: 40, email: 70 }),
  functions: () => Promise.resolve([]),
  alarms: () =>
    Promise.resolve([
      { name: "dev-a", state: "OK", reason: "", meaning: "", rangAt: "1970-01-01T00:00:00.000Z" },
      { name: "dev-b", state: "ALARM", reason: "3 >= 1", meaning: "It fails. Runbook: b" },
    ]),
  latestEvents: () => Promise.resolve([]),
  now: () => 0,
};

const branch = (name: string): DeadLetterSource => ({ name, queueUrl: "", deadLetterQueueUrl: "" });

it("shows no age for a queue that is empty by now, and names the firing alarms", async () => {
  const { queues, alarms } = await look(["orders", "email", "archive"].map(branch), ports);
  expect(queues.map(({ oldestSeconds }) => oldestSeconds)).toEqual([40, undefined, undefined]);
  expect(alarms).toEqual({
    counts: { OK: 1, ALARM: 1 },
    ringing: [expect.objectContaining({ name: "dev-b" })],
    rang: [expect.objectContaining({ name: "dev-a" })],
  });
});

it("shows what failed and waits for its next try as such, also what SQS counts as in flight", async () => {
  const { queues } = await look(["orders", "email"].map(branch), ports);
  expect(queues).toMatchObject([
    { branch: "orders", waiting: 3, inFlight: 3, retrying: 3 },
    { branch: "email", inFlight: 0, retrying: 0 },
  ]);
});

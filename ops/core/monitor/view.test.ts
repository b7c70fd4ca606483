import { expect, it } from "vitest";
import type { Branch } from "../../branches.ts";
import { look, type ViewPorts } from "./view.ts";

const ports: ViewPorts = {
  depth: ({ name }) => Promise.resolve({ waiting: name === "orders" ? 3 : 0, inFlight: 0, dead: 0 }),
  mapping: () => Promise.resolve("Enabled"),
  ages: () => Promise.resolve({ orders: 40, email: 70 }),
  functions: () => Promise.resolve([]),
  alarms: () =>
    Promise.resolve([
      { name: "dev-a", state: "OK", reason: "", meaning: "" },
      { name: "dev-b", state: "ALARM", reason: "3 >= 1", meaning: "It fails. Runbook: b" },
    ]),
  latestEvents: () => Promise.resolve([]),
  now: () => 0,
};

const branch = (name: string): Branch => ({ name, queueUrl: "", deadLetterQueueUrl: "" });

it("shows no age for a queue that is empty by now, and names the firing alarms", async () => {
  const { queues, alarms } = await look(["orders", "email", "archive"].map(branch), ports);
  expect(queues.map(({ oldestSeconds }) => oldestSeconds)).toEqual([40, undefined, undefined]);
  expect(alarms).toEqual({ counts: { OK: 1, ALARM: 1 }, ringing: [expect.objectContaining({ name: "dev-b" })] });
});

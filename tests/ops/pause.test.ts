import { afterAll, beforeAll, expect, it } from "vitest";
import { Operator } from "../support/operator.ts";
import { System } from "../support/system.ts";

let system: System;
let operator: Operator;
beforeAll(async () => {
  system = await System.start();
  operator = await Operator.at(system);
});
afterAll(async () => {
  await operator.leave();
  await system.close();
});

it("pause changes nothing without --yes, then stops the consumer until resume", async () => {
  const planned = await operator.run(["pause", "email"]);
  expect(planned).toMatchObject({ code: 0, err: "" });
  expect(planned.out).toContain("Dry run");
  expect(await operator.run(["resume", "email"])).toMatchObject({ code: 3 });

  const paused = await operator.run(["pause", "email", "--yes"]);
  expect(paused.out).toContain("Done: the mapping is Disabled.");
  expect(await operator.run(["pause", "email", "--yes"])).toMatchObject({ code: 3 });
  expect(await operator.run(["resume", "email", "--yes"])).toMatchObject({ code: 0 });
});
it("tells wrong usage", async () => {
  expect(await operator.run(["pause", "nobody"])).toMatchObject({ code: 2, out: "" });
  expect(await operator.run(["launch"])).toMatchObject({ code: 2, out: "" });
});

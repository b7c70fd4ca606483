import { expect, it } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

it("runs one piece of work at a time, in order, whatever fails", async () => {
  const inTurn = oneAtATime();
  const running: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    expect(running).toEqual([]);
    running.push(name);
    await Promise.resolve();
    running.pop();
    if (name === "b") throw new Error(name);
    return name;
  };
  const results = await Promise.allSettled(["a", "b", "c"].map((name) => inTurn(work(name))));
  expect(results).toMatchObject([{ value: "a" }, { reason: new Error("b") }, { value: "c" }]);
});

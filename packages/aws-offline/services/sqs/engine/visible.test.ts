import { setImmediate as nextTask } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { newMessage } from "./message.ts";
import { VisibleMessages } from "./visible.ts";

setFlagsFromString("--expose-gc");

it("keeps no message that was taken", async () => {
  const messages = new VisibleMessages();
  const known = ["taken", "waiting"].map((body) => {
    const message = newMessage({ body, attributes: {}, senderId: "role" }, 0);
    messages.push(message);
    return new WeakRef(message);
  });
  messages.shift();
  // What a task has a weak reference of stays until its end.
  await nextTask();
  runInNewContext("gc()");
  expect(known.map((message) => message.deref()?.body)).toEqual([undefined, "waiting"]);
  expect(messages.all().map(({ body }) => body)).toEqual(["waiting"]);
});

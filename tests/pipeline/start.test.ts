import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateAt } from "../support/evaluate.ts";
import { System } from "../support/system.ts";

let occupied: Server;
let port = 0;
beforeAll(async () => {
  occupied = createServer();
  await new Promise<void>((resolve) => {
    occupied.listen(0, "127.0.0.1", resolve);
  });
  const address = occupied.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => {
  occupied.close();
});

describe("the offline run refuses to start, by one message,", () => {
  it.each(["webhook", "aws", "stripe"] as const)(
    "with a taken %s port, which the message names with its option",
    async (name) => {
      const ports = { webhook: 0, console: 0, aws: 0, stripe: 0, [name]: port };
      await expect(System.start({ ports })).rejects.toThrow(
        `Port ${port} is taken: give another one with --${name}-port N`,
      );
    },
  );

  it("for a stack without a settings file", async () => {
    await expect(System.start({ settings: "staging" })).rejects.toThrow(/^Pulumi\.staging\.yaml cannot be read/u);
  });

  it("for a bad setting", async () => {
    const config = { "order-processing-system:sesFromEmail": "nobody" };
    await expect(System.start({ config })).rejects.toThrow('sesFromEmail is "nobody": give an e-mail address');
  });

  it("for a program that throws", async () => {
    const program = (): Promise<object> => Promise.reject(new Error("readStacks is not defined"));
    await expect(System.start({ evaluate: (question) => evaluateAt(question, program) })).rejects.toThrow(
      /^readStacks is not defined$/u,
    );
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { AwsError } from "../../../gateway/aws-error.ts";
import { closeMappings, recordsOf, start } from "./test-mapping.ts";
import { TestServices, testLambda } from "./test-services.ts";

afterEach(closeMappings);

describe("polling a queue", () => {
  it("runs no more batches at once than its maximum concurrency", async () => {
    const services = new TestServices();
    let [running, most] = [0, 0];
    const release = Promise.withResolvers<void>();
    const lambda = testLambda(async () => {
      running += 1;
      most = Math.max(most, running);
      await release.promise;
      running -= 1;
    });
    Array.from({ length: 50 }, (_, index) => services.send(String(index)));
    await start(services, lambda, { maximumConcurrency: 2 });
    await expect.poll(() => running).toBe(2);
    release.resolve();
    await expect.poll(() => services.messages.size).toBe(0);
    expect(most).toBe(2);
  });

  it("cuts a batch whose payload would be over Lambda's 6 MB", async () => {
    const services = new TestServices();
    const sizes: number[] = [];
    Array.from({ length: 8 }, () => services.send("x".repeat(1_000_000)));
    await start(
      services,
      testLambda((payload) => void sizes.push(recordsOf(payload).length)),
    );
    await expect.poll(() => services.messages.size).toBe(0);
    expect(sizes).toEqual([5, 3]);
  });

  it("reports a failing poll once and goes on when it works again", async () => {
    const services = new TestServices();
    let failures = 3;
    services.overrides.set("ReceiveMessage", () => {
      failures -= 1;
      if (failures < 0) {
        return undefined;
      }
      throw new AwsError("AccessDenied", "no", { status: 403 });
    });
    services.send("a");
    const { problems } = await start(
      services,
      testLambda(() => null),
      {},
      20,
    );
    await expect.poll(() => services.messages.size, { timeout: 10_000 }).toBe(0);
    expect(problems).toMatchObject([{ source: "mapping-1", stage: "receive", code: "AccessDenied", message: "no" }]);
  });

  it("deletes again what could not be deleted", async () => {
    const services = new TestServices();
    let attempts = 0;
    services.overrides.set("DeleteMessageBatch", () => {
      attempts += 1;
      return attempts === 1 ? { Failed: [{ Id: "1", Code: "InternalError", Message: "try again" }] } : undefined;
    });
    services.send("a");
    services.send("b");
    const { problems } = await start(
      services,
      testLambda(() => null),
    );
    await expect.poll(() => attempts).toBe(2);
    expect(services.callsOf("DeleteMessageBatch")[1]?.input["Entries"]).toHaveLength(1);
    expect(problems).toMatchObject([{ stage: "delete", code: "InternalError" }]);
  });

  it("takes nothing while disabled, and all of it afterwards", async () => {
    const services = new TestServices();
    const { mapping } = await start(
      services,
      testLambda(() => null),
    );
    await expect.poll(() => services.callsOf("ReceiveMessage").length).toBe(1);
    mapping.setEnabled(false);
    expect(mapping.state).toBe("Disabled");
    services.send("a");
    await expect.poll(() => mapping.idle()).toBe(true);
    expect(services.messages.size).toBe(1);
    mapping.setEnabled(true);
    expect(mapping.state).toBe("Enabled");
    await expect.poll(() => services.messages.size).toBe(0);
  });

  it("closes when the batches in work have ended", async () => {
    const services = new TestServices();
    const release = Promise.withResolvers<void>();
    services.send("a");
    const { mapping } = await start(
      services,
      testLambda(() => release.promise),
    );
    await expect.poll(() => mapping.idle()).toBe(false);
    const closed = mapping.close();
    expect(mapping.state).toBe("Disabling");
    release.resolve();
    await closed;
    expect(services.messages.size).toBe(0);
  });
});

import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { closeServices, serviceOf } from "./test-function.ts";

afterEach(closeServices);

describe("new code", () => {
  it("is what the next invocation runs; one that runs ends with the old code", async () => {
    const { lambda, invoke, lines } = serviceOf(
      `const { existsSync } = require("node:fs");
       exports.handler = async ({ until }) => {
         console.log("old");
         while (!existsSync(until)) await new Promise(setImmediate);
         return "old";
       };`,
    );
    const until = join(mkdtempSync(join(tmpdir(), "replaced-")), "end");
    const running = invoke({ until });
    await vi.waitFor(() => expect(lines.some(({ text }) => text.includes("old"))).toBe(true), 5_000);
    lambda.replaceCode("thing", { "index.js": `exports.handler = async () => "new"` });
    expect(await invoke()).toMatchObject({ ok: true, payload: "new" });
    writeFileSync(until, "");
    expect(await running).toMatchObject({ ok: true, payload: "old" });
    expect(await invoke()).toMatchObject({ ok: true, payload: "new" });
  });
});

describe("the environment of a function", () => {
  it("holds what the program gives and what Lambda sets, and nothing of the parent's", async () => {
    const { invoke } = serviceOf("exports.handler = async () => process.env");
    const result = await invoke();
    expect(result).toMatchObject({
      ok: true,
      payload: {
        STAGE: "dev",
        _HANDLER: "index.handler",
        AWS_REGION: "ap-southeast-1",
        AWS_LAMBDA_FUNCTION_NAME: "thing",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
        AWS_LAMBDA_LOG_FORMAT: "JSON",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/thing",
        AWS_ACCESS_KEY_ID: "AKIA1",
        AWS_SESSION_TOKEN: "token",
      },
    });
    const names = Object.keys(result.ok ? (result.payload as object) : {});
    expect(names.filter((name) => name in process.env && name !== "PATH" && name !== "LANG")).toEqual([]);
  });

  it("takes a bundle for CommonJS, whatever package.json the temporary folder holds", async () => {
    const folder = mkdtempSync(join(tmpdir(), "with-package-"));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = folder;
    try {
      const { invoke } = serviceOf("exports.handler = async () => 1");
      expect(await invoke()).toMatchObject({ ok: true, payload: 1 });
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });

  it("refuses the names that Lambda reserves", () => {
    expect(() => serviceOf("", { environment: { AWS_REGION: "x" } })).toThrow("function thing: environment variables");
  });

  it("gives a context", async () => {
    const { invoke } = serviceOf(
      "exports.handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() })",
    );
    const result = await invoke();
    expect(result).toMatchObject({
      payload: {
        awsRequestId: result.requestId,
        functionName: "thing",
        functionVersion: "$LATEST",
        invokedFunctionArn: "arn:aws:lambda:ap-southeast-1:000000000000:function:thing",
        memoryLimitInMB: "256",
        logGroupName: "/aws/lambda/thing",
      },
    });
    const { remaining } = (result.ok ? result.payload : {}) as { remaining: number };
    expect(remaining).toBeGreaterThan(25_000);
    expect(remaining).toBeLessThanOrEqual(30_000);
  });
});

describe("log lines", () => {
  it("are Lambda's JSON, with a single object embedded", async () => {
    const { invoke, written } = serviceOf(`exports.handler = async () => {
      console.info({ eventId: "evt_1", n: 1 });
      console.warn("two %d", 2, { three: 3 });
      console.debug("left out at INFO");
      console.error("bad", new TypeError("boom"));
    }`);
    const { requestId } = await invoke();
    const lines = written().map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { level: "INFO", requestId, message: { eventId: "evt_1", n: 1 } },
      { level: "WARN", requestId, message: "two 2 { three: 3 }" },
      { level: "ERROR", requestId, errorType: "TypeError", errorMessage: "boom" },
    ]);
    expect(lines[0]?.["timestamp"]).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/u);
  });

  it("leave standard output alone, one line each", async () => {
    const { invoke, written, lines } = serviceOf(`exports.handler = async () => {
      process.stdout.write('{"_aws":1}\\n{"_aws":');
      process.stdout.write("2}");
    }`);
    const { requestId } = await invoke();
    expect(written()).toEqual(['{"_aws":1}', '{"_aws":2}']);
    expect(lines.every((line) => line.requestId === requestId)).toBe(true);
  });

  it("come before the response, with Lambda's own records around them", async () => {
    const { invoke, lines } = serviceOf(`console.log("init"); exports.handler = async () => console.log("work")`);
    await invoke();
    const kinds = lines.map((line) => {
      const record = JSON.parse(line.text) as { type?: string; message?: string };
      return record.type ?? record.message;
    });
    expect(kinds).toEqual(["init", "platform.start", "work", "platform.report"]);
  });

  it("are, at system log level WARN, without Lambda's own records of an invocation that went well", async () => {
    const code = `exports.handler = async (event) => { if (event.fails) throw new Error("no"); }`;
    const { invoke, lines } = serviceOf(code, { logsOnlyFailures: true });
    await invoke({});
    expect(lines).toEqual([]);
    await invoke({ fails: true });
    expect(lines.filter(({ source }) => source === "platform").map(({ text }) => text)).toEqual([
      expect.stringContaining('"platform.report"'),
    ]);
  });
});

describe("execution environments", () => {
  const slow = `let count = 0; exports.handler = async () => {
    count += 1; await new Promise((resolve) => setTimeout(resolve, 50)); return count; }`;

  it("run one invocation at a time, up to the cap, and are used again", async () => {
    const { invoke, invocations } = serviceOf(slow, {}, { concurrency: 2, growAfterMilliseconds: 0 });
    const results = await Promise.all(Array.from({ length: 6 }, () => invoke()));
    const counts = results.map((result) => (result.ok ? Number(result.payload) : 0));
    expect(counts.every((count) => count >= 1)).toBe(true);
    expect(Math.max(...counts)).toBeGreaterThan(1);
    expect(invocations.filter((invocation) => invocation.cold)).toHaveLength(2);
    expect(invocations.some((invocation) => !invocation.cold && invocation.waitedMilliseconds > 40)).toBe(true);
  });

  it("are waited for a little before another one is started", async () => {
    const { invoke, invocations } = serviceOf(slow, {}, { growAfterMilliseconds: 60_000 });
    await Promise.all([invoke(), invoke(), invoke()]);
    expect(invocations.map((invocation) => invocation.cold)).toEqual([true, false, false]);
  });

  it("that are lost are replaced for those who wait", async () => {
    const { invoke, invocations } = serviceOf(
      "exports.handler = async ({ exit }) => exit ? process.exit(1) : 1",
      {},
      { concurrency: 1, growAfterMilliseconds: 60_000 },
    );
    const [lost, next] = await Promise.all([invoke({ exit: true }), invoke()]);
    expect(lost.ok).toBe(false);
    expect(next.ok).toBe(true);
    expect(invocations.map((invocation) => invocation.cold)).toEqual([true, true]);
  });

  it("that end between two invocations are not used again", async () => {
    const { invoke, lines } = serviceOf(
      `exports.handler = async () => { setTimeout(() => { throw new Error("afterwards") }, 1); return 1 }`,
      {},
      { concurrency: 1 },
    );
    expect(await invoke()).toMatchObject({ ok: true });
    await expect.poll(() => lines.some((line) => line.text.includes("afterwards")), { timeout: 10_000 }).toBe(true);
    expect(await invoke()).toMatchObject({ ok: true });
  });

  it("are stopped when long idle", async () => {
    const { invoke, invocations } = serviceOf("exports.handler = async () => 1", {}, { idleMilliseconds: 1 });
    await invoke();
    await expect
      .poll(
        async () => {
          await invoke();
          return invocations.at(-1)?.cold;
        },
        { timeout: 10_000, interval: 30 },
      )
      .toBe(true);
  });

  it("leave no file behind", async () => {
    const { lambda, invoke } = serviceOf("exports.handler = async () => process.env.LAMBDA_TASK_ROOT");
    const result = await invoke();
    const folder = String(result.ok ? result.payload : "");
    expect(existsSync(folder)).toBe(true);
    await lambda.close();
    expect(existsSync(folder)).toBe(false);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { closeServices, serviceOf } from "./test-function.ts";

afterEach(closeServices);

describe("failures", () => {
  it("of the handler are AWS's error object, and the environment lives on", async () => {
    const { invoke, invocations } = serviceOf(`class PaymentError extends Error {}
      PaymentError.prototype.name = "PaymentError";
      let count = 0;
      exports.handler = async () => { count += 1; if (count === 1) throw new PaymentError("no"); return count; }`);
    const failed = await invoke();
    expect(failed).toMatchObject({ ok: false, errorType: "PaymentError", errorMessage: "no" });
    expect(failed.ok ? [] : failed.trace?.[0]).toBe("PaymentError: no");
    expect(await invoke()).toMatchObject({ ok: true, payload: 2 });
    expect(invocations).toMatchObject([
      { ok: false, cold: true, errorType: "PaymentError" },
      { ok: true, cold: false },
    ]);
  });

  it("name the TypeScript file of the source map", async () => {
    const map = { version: 3, sources: ["../functions/thing/handler.ts"], names: [], mappings: "AAAA" };
    const source = `exports.handler = async () => { throw new Error("mapped") }\n//# sourceMappingURL=index.js.map`;
    const { invoke } = serviceOf(source, { files: { "index.js": source, "index.js.map": JSON.stringify(map) } });
    const result = await invoke();
    expect(JSON.stringify(result)).toContain("functions/thing/handler.ts:1");
  });

  it("name it where a debugger finds it", async () => {
    const map = { version: 3, sources: ["functions/thing/handler.ts"], names: [], mappings: "AAAA" };
    const source = `exports.handler = async () => { throw new Error("mapped") }\n//# sourceMappingURL=index.js.map`;
    const files = { "index.js": source, "index.js.map": JSON.stringify(map) };
    const { invoke } = serviceOf(source, { files }, { sourceRoot: "file:///home/me/shop/" });
    expect(JSON.stringify(await invoke())).toContain("/home/me/shop/functions/thing/handler.ts:1");
  });

  it("by time-out end the environment", async () => {
    const { invoke, lines } = serviceOf(
      "exports.handler = async (event) => event.stay ? new Promise(() => setInterval(() => {}, 1000)) : 1",
      { timeoutSeconds: 1 },
    );
    const result = await invoke({ stay: true });
    expect(result).toMatchObject({ ok: false, errorType: "Sandbox.Timedout" });
    expect(result.ok ? "" : result.errorMessage).toBe(
      `RequestId: ${result.requestId} Error: Task timed out after 1.00 seconds`,
    );
    expect(JSON.parse(lines.at(-1)?.text ?? "")).toMatchObject({ record: { status: "timeout" } });
    expect(await invoke()).toMatchObject({ ok: true });
  });

  it("by a loop that never yields end by time-out too", async () => {
    const { invoke } = serviceOf("exports.handler = async () => { for (;;); }", { timeoutSeconds: 1 });
    expect(await invoke()).toMatchObject({ ok: false, errorType: "Sandbox.Timedout" });
  });

  it("by exhausted memory end the environment and nothing else", async () => {
    const { invoke } = serviceOf(
      `exports.handler = async (event) => { const kept = []; while (event.fill) kept.push(new Array(1e5).fill(kept.length)); return 1 }`,
      { memoryMb: 128 },
    );
    const result = await invoke({ fill: true });
    expect(result).toMatchObject({ ok: false, errorType: "Runtime.ExitError" });
    expect(result.ok ? "" : result.errorMessage).toContain("Runtime exited with error: signal: killed");
    expect(await invoke()).toMatchObject({ ok: true });
  });

  it("by process.exit end the environment", async () => {
    const { invoke } = serviceOf("exports.handler = async (event) => process.exit(event.code)");
    const [one, zero] = [await invoke({ code: 3 }), await invoke({ code: 0 })];
    expect(one.ok ? "" : one.errorMessage).toMatch(/^RequestId: .* Error: Runtime exited with error: exit status 3$/u);
    expect(zero).toMatchObject({ errorType: "Runtime.ExitError" });
    expect(zero.ok ? "" : zero.errorMessage).toContain("Runtime exited without providing a reason");
  });

  it("by an unhandled rejection or an uncaught exception end the environment", async () => {
    const { invoke, invocations } = serviceOf(`exports.handler = async ({ how }) => {
      if (how === "rejection") void Promise.reject(new Error("forgotten"));
      if (how === "exception") setImmediate(() => { throw new RangeError("late") });
      return how ? new Promise(() => setInterval(() => {}, 1000)) : "fine";
    }`);
    expect(await invoke({ how: "rejection" })).toMatchObject({
      ok: false,
      errorType: "Runtime.UnhandledPromiseRejection",
      errorMessage: "Error: forgotten",
    });
    expect(await invoke({ how: "exception" })).toMatchObject({
      ok: false,
      errorType: "RangeError",
      errorMessage: "late",
    });
    expect(await invoke()).toMatchObject({ ok: true, payload: "fine" });
    expect(invocations.map((invocation) => invocation.cold)).toEqual([true, true, true]);
  });

  it("by a promise that nothing can settle are noticed", async () => {
    const { invoke } = serviceOf("exports.handler = (event) => event.stay ? new Promise(() => {}) : 1");
    expect(await invoke({ stay: true })).toMatchObject({ ok: false, errorType: "Runtime.NodeJsExit" });
    expect(await invoke()).toMatchObject({ ok: true, payload: 1 });
  });

  it.each([
    ["throw new TypeError('no config')", "TypeError", "no config"],
    ["require('left-out')", "Runtime.ImportModuleError", "Cannot find module 'left-out'"],
    ["exports.handler = (", "Runtime.UserCodeSyntaxError", "SyntaxError"],
    ["exports.other = 1", "Runtime.HandlerNotFound", "index.handler is undefined or not exported"],
    ["exports.handler = (a, b, callback) => callback()", "Runtime.CallbackHandlerDeprecated", "async"],
  ])("of the start are reported: %s", async (source, errorType, message) => {
    const { invoke } = serviceOf(source);
    const result = await invoke();
    expect(result).toMatchObject({ ok: false, errorType });
    expect(result.ok ? "" : result.errorMessage).toContain(message);
  });

  it("from outside end what runs", async () => {
    const { lambda, invoke, lines } = serviceOf(
      `exports.handler = async () => { console.log("up"); await new Promise(() => setInterval(() => {}, 1000)) }`,
    );
    const running = invoke();
    await expect.poll(() => lines.some((line) => line.source === "function"), { timeout: 10_000 }).toBe(true);
    expect(lambda.interrupt("thing", "out-of-memory")).toBe(1);
    expect(await running).toMatchObject({ ok: false, errorType: "Runtime.ExitError" });
    expect(lambda.interrupt("thing", "exit")).toBe(0);
  });

  it("of an unknown function or a payload over 6 MB are AWS's errors", async () => {
    const { lambda, invoke } = serviceOf("exports.handler = async () => 'x'.repeat(7e6)");
    await expect(lambda.invoke("other", {})).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await expect(invoke("x".repeat(7e6))).rejects.toMatchObject({ code: "RequestTooLargeException" });
    expect(await invoke()).toMatchObject({ ok: false, errorType: "Function.ResponseSizeTooLarge" });
  });
});

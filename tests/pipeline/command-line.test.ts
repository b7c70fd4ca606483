import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkoutIn, type Ended, freePorts, start } from "../support/command-line.ts";
import { until } from "../support/until.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "offline-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function expectOneMessage({ code, output, errors }: Ended, message: RegExp): void {
  expect({ code, output }).toEqual({ code: 1, output: "" });
  expect(errors).toMatch(message);
  expect(errors).not.toMatch(/^\s+at /mu);
}

describe("npm start", () => {
  it("sends three samples, prints each one's journey and ends with 0 when all came through", async () => {
    const file = join(folder, "samples.json");
    const { code, output, errors } = await start([...freePorts, "--exit", "--ready-file", file]).ended;
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(output.match(/order +paid/gu)).toHaveLength(3);
    expect(output.match(/archive +archived/gu)).toHaveLength(3);
    await expect(stat(file)).rejects.toThrow("ENOENT");
  });
});

describe("npm start, as a person types it,", () => {
  it("writes a ready file for its owner alone, serves until Ctrl-C, drains, ends with 0 and removes the file", async () => {
    const file = join(folder, "ready.json");
    const { child, ended } = await serve(file);
    const ready = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    expect(Object.keys(ready).toSorted()).toEqual([
      "awsEndpoint",
      "consoleUrl",
      "credentials",
      "outputs",
      "region",
      "stripeApiUrl",
      "webhookSecret",
      "webhookUrl",
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const page = await fetch(String(ready["consoleUrl"]));
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain("order-processing-system");
    const about = await fetch(new URL("/api/about", String(ready["consoleUrl"])));
    expect(await about.text()).toContain("orders-queue");
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      const inherited = await fetch(new URL(`/api/${name}`, String(ready["consoleUrl"])));
      expect(inherited.status, name).toBe(404);
    }

    child.kill("SIGINT");
    expect(await ended).toBe(0);
    await expect(stat(file)).rejects.toThrow("ENOENT");
  });

  it("ends with 0 at SIGTERM, and leaves no ready file", async () => {
    const file = join(folder, "terminated.json");
    const { child, ended } = await serve(file);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    await expect(stat(file)).rejects.toThrow("ENOENT");
  });
});

/** `npm start` with a ready file, once it serves. */
async function serve(file: string) {
  const args = ["start", "--", ...freePorts, "--no-samples", "--ready-file", file];
  const child = spawn("npm", args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  await until("serving", () => output.includes("Serving."));
  return { child, ended };
}

describe("npm start reports in one message, without a stack trace,", () => {
  let occupied: Server;
  let port = "";
  beforeAll(async () => {
    occupied = createServer();
    await new Promise<void>((resolve) => occupied.listen(0, "127.0.0.1", resolve));
    const address = occupied.address();
    port = typeof address === "object" && address !== null ? String(address.port) : "";
  });
  afterAll(() => {
    occupied.close();
  });

  it("a taken port", async () => {
    const ended = await start([...freePorts, "--aws-port", port, "--exit", "--no-samples"]).ended;
    expectOneMessage(ended, new RegExp(`^Port ${port} is taken: give another one with --aws-port N`, "u"));
  });

  it.each([
    [["--fast"], /^error: unknown option '--fast'\n/u],
    [["--aws-port", "http"], /^--aws-port http: give a port from 0 to 65535\n$/u],
    [["--faults", "/nowhere.json"], /^--faults \/nowhere\.json: the file cannot be read \(ENOENT\)\n$/u],
  ])("wrong usage, %j, with exit code 2", async (args, message) => {
    const { code, output, errors } = await start([...freePorts, ...args]).ended;
    expect({ code, output }).toEqual({ code: 2, output: "" });
    expect(errors).toMatch(message);
  });

  it("a handler that does not compile", async () => {
    const checkout = await checkoutIn(join(folder, "handler"));
    await writeFile(join(checkout, "functions/order-processor/handler.ts"), "export const handler = ;\n");
    expectOneMessage(
      await start([...freePorts, "--exit"], checkout).ended,
      /functions\/order-processor\/handler\.ts:1/u,
    );
  });
});

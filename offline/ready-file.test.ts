import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeReadyFile } from "./ready-file.ts";

let server: Server;
let awsEndpoint: string;
let folder: string;
beforeAll(async () => {
  server = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  awsEndpoint = `http://127.0.0.1:${typeof address === "object" && address !== null ? String(address.port) : ""}`;
  folder = await mkdtemp(join(tmpdir(), "ready-file-"));
});
afterAll(() => {
  server.close();
});

const nowhere = "http://127.0.0.1:9";
function readyAt(endpoint: string, region = "eu-west-1") {
  return {
    webhookUrl: nowhere,
    consoleUrl: nowhere,
    awsEndpoint: endpoint,
    stripeApiUrl: nowhere,
    region,
    credentials: { accessKeyId: "id", secretAccessKey: "key" },
    webhookSecret: "whsec",
    outputs: {},
  };
}

it("refuses the file of a run that is up, and leaves it as it is", async () => {
  const file = join(folder, "up.json");
  await writeReadyFile(file, readyAt(awsEndpoint));
  const before = await readFile(file, "utf8");
  await expect(writeReadyFile(file, readyAt(awsEndpoint, "us-east-1"))).rejects.toThrow(
    `Another run has ${file}: give this one a name with --run NAME`,
  );
  expect(await readFile(file, "utf8")).toBe(before);
});

it("takes the file of a run that is gone", async () => {
  const file = join(folder, "gone.json");
  await writeReadyFile(file, readyAt(nowhere));
  await writeReadyFile(file, readyAt(awsEndpoint));
  expect(await readFile(file, "utf8")).toContain(awsEndpoint);
});

it("removes its own file, and no other's", async () => {
  const file = join(folder, "own.json");
  const ready = await writeReadyFile(file, readyAt(nowhere));
  await writeFile(file, "another's");
  ready.remove();
  expect(await readFile(file, "utf8")).toBe("another's");

  const other = await writeReadyFile(join(folder, "other.json"), readyAt(nowhere));
  other.remove();
  await expect(stat(other.file)).rejects.toThrow("ENOENT");
});

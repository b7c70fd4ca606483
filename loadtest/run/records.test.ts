import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { beginsLine, sentLine, type Sent } from "../shared/profiles.ts";
import { readRecords } from "./records.ts";

const request = (index: number, at: number): Sent => ({ index, kind: "first", at, status: 200, milliseconds: 7 });

it("the records list the requests in the order of sending, and which of them the load's end cut off", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "records-"));
  try {
    const file = path.join(folder, "record.txt");
    const lines = [
      beginsLine(1),
      beginsLine(2),
      "what k6 itself has to say",
      sentLine(request(2, 20)),
      beginsLine(3),
      sentLine(request(1, 10)),
    ];
    await writeFile(file, lines.join("\n"));
    expect(await readRecords(file)).toEqual({ sent: [request(1, 10), request(2, 20)], cutOff: [3] });
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { runMain } from "../../ops/run-main.ts";

await runMain("loadtest", async () => (await import("./cli.ts")).main);

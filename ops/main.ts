import { runMain } from "./run-main.ts";

await runMain("ops", async () => {
  const { main } = await import("./cli.ts");
  return (args, terminal, signal) => main(args, { terminal, signal });
});

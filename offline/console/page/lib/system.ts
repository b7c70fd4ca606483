import type { Page } from "./page.ts";

/** `order-processing-system-dev-operations` -> `Operations` */
export function titleOf(dashboard: string): string {
  const name = dashboard.slice(dashboard.lastIndexOf("-") + 1);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

export function deadLetters({ about, snapshot }: Pick<Page, "about" | "snapshot">): number {
  const { branches, others } = about.topology;
  const queues = [...branches.map(({ deadLetterQueue }) => deadLetterQueue), ...others];
  return queues.reduce((sum, queue) => {
    const counts = snapshot.queues[queue?.name ?? ""];
    return sum + (counts?.visible ?? 0) + (counts?.inFlight ?? 0);
  }, 0);
}

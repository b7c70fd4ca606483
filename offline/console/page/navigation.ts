import type { MakeView, Page } from "./lib/page.ts";
import { deadLetters, titleOf } from "./lib/system.ts";
import { alarmsView } from "./views/alarms.ts";
import { contentsView } from "./views/contents.ts";
import { dashboardsView } from "./views/dashboards.ts";
import { deadLettersView } from "./views/dead-letters.ts";
import { eventsView } from "./views/events.ts";
import { faultsView } from "./views/faults.ts";
import { flowView } from "./views/flow.ts";
import { logsView } from "./views/logs.ts";
import { mailView } from "./views/mail.ts";
import { ordersView } from "./views/orders.ts";
import { replayView } from "./views/replay.ts";
import { runbookView } from "./views/runbook.ts";
import { sendView } from "./views/send.ts";
import { stockView } from "./views/stock.ts";

const views: Readonly<Record<string, MakeView>> = {
  flow: flowView,
  dashboards: dashboardsView,
  alarms: alarmsView,
  runbooks: runbookView,
  events: eventsView,
  orders: ordersView,
  mail: mailView,
  stock: stockView,
  logs: logsView,
  queues: contentsView,
  tables: contentsView,
  "dead-letters": deadLettersView,
  replay: replayView,
  send: sendView,
  faults: faultsView,
};

/** An unknown one leads to the flow. */
export function makeView(name: string): MakeView {
  return views[name] ?? flowView;
}

interface Link {
  readonly name: string;
  readonly view: string;
  readonly href: string;
  readonly count: number;
  readonly tone: string;
}

interface Group {
  readonly title: string;
  readonly links: readonly Link[];
}

export function groups({ about, snapshot }: Pick<Page, "about" | "snapshot">): Group[] {
  const link = (name: string, view: string, count = 0, tone = ""): Link => ({
    name,
    view,
    href: `#/${view}`,
    count,
    tone,
  });
  const dashboards = about.dashboards
    .map((dashboard) => ({ ...link(titleOf(dashboard), "dashboards"), href: `#/dashboards/${dashboard}` }))
    .toSorted((a, b) => b.name.localeCompare(a.name));
  return [
    {
      title: "Watch",
      links: [link("Flow", "flow"), ...dashboards, link("Alarms", "alarms", snapshot.ringing.length, "bad")],
    },
    {
      title: "Look up",
      links: [
        link("Events", "events"),
        link("Orders", "orders"),
        link("Mailbox", "mail"),
        link("Stock", "stock"),
        link("Logs", "logs"),
      ],
    },
    {
      title: "Act",
      links: [
        link("Dead letters", "dead-letters", deadLetters({ about, snapshot }), "bad"),
        link("Replay", "replay"),
        link("Send events", "send"),
        link("Faults", "faults", snapshot.faults.length, "warn"),
      ],
    },
  ];
}

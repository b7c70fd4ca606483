import { SharedArray } from "k6/data";
import { placeOf, stampOf, type TrafficLayout } from "../../packages/stripe-offline/traffic/layout.ts";
import { sampleBody, type SampleEvent, thinEventOf } from "../../packages/stripe-offline/samples/index.ts";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { forgedRun } from "../shared/profiles.ts";
import type { Settings } from "./settings.ts";

interface Plan {
  readonly layout: TrafficLayout;
  /** Where each part's bodies begin. */
  readonly starts: readonly number[];
}

export interface Events {
  body(index: number): string;
  /** Of the thin event of the same fact. */
  thinBody(index: number): string;
  /** Like the event `index`, with the ids of no event that is ever sent rightly. */
  forgedBody(index: number): string;
}

/** The traffic's events by their index: made once for all workers, and stamped as they are sent. */
export function openEvents(settings: Settings): Events {
  const make = () => new Traffic({ run: settings.run, at: settings.at, selfContained: settings.place === "deployed" });
  const [plan] = new SharedArray<Plan>("traffic plan", () => {
    const traffic = make();
    let next = 0;
    const starts = traffic.pieces().map((events) => (next += events.length) - events.length);
    return [{ layout: traffic.layout, starts }];
  });
  const bodies = new SharedArray<string[]>("traffic bodies", () => make().pieces().flat());
  if (plan === undefined) throw new Error("no traffic");

  // Reading an element of a shared array costs its parsing, so each worker keeps what it has read.
  const { layout, starts } = plainCopy(plan);
  const known: string[][] = [];
  const stamped = (index: number, run: string): string => {
    const { part, event, purchase } = placeOf(layout, index);
    const position = (starts[part] ?? 0) + event;
    const pieces = (known[position] ??= [...(bodies[position] ?? [])]);
    return pieces.join(stampOf({ run }, purchase));
  };
  return {
    body: (index) => stamped(index, settings.run),
    thinBody: (index) => sampleBody(thinEventOf(JSON.parse(stamped(index, settings.run)) as SampleEvent)),
    forgedBody: (index) => stamped(index, forgedRun(settings.run)),
  };
}

/** An element of a shared array is checked at each access; a copy is not. */
function plainCopy(plan: Plan): Plan {
  return JSON.parse(JSON.stringify(plan)) as Plan;
}

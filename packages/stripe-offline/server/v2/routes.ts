import type { Route } from "../route-context.ts";
import {
  createDestination,
  deleteDestination,
  listDestinations,
  retrieveDestination,
  switchDestination,
  updateDestination,
} from "./event-destinations.ts";
import { listThinEvents, retrieveThinEvent } from "./events.ts";

const route = (method: string, pattern: string, handle: Route["handle"]): Route => ({
  method,
  path: new RegExp(`^/v2/core/${pattern.replace(":id", "([^/]+)")}$`, "u"),
  handle,
});

export const v2Routes: readonly Route[] = [
  route("GET", "events", listThinEvents),
  route("GET", "events/:id", retrieveThinEvent),
  route("GET", "event_destinations", listDestinations),
  route("POST", "event_destinations", createDestination),
  route("GET", "event_destinations/:id", retrieveDestination),
  route("POST", "event_destinations/:id", updateDestination),
  route("DELETE", "event_destinations/:id", deleteDestination),
  route("POST", "event_destinations/:id/enable", switchDestination("enabled")),
  route("POST", "event_destinations/:id/disable", switchDestination("disabled")),
];

import type { SampleEvent, SampleObject } from "./types.ts";

/** Makes the objects with these ids different, wherever a purchase's events and Stripe's API show them. */
export function altering(changes: Readonly<Record<string, object>>) {
  const altered = <T extends SampleObject>(object: T): T => ({ ...object, ...changes[object.id] });
  return {
    event: (event: SampleEvent): SampleEvent => ({ ...event, data: { object: altered(event.data.object) } }),
    objects: (objects: readonly SampleObject[]): SampleObject[] => objects.map(altered),
  };
}

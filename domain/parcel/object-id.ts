const separator = ":";

/** A parcel's number may be another order's too. */
export function objectIdOf(order: string, parcel: string): string {
  return `${order}${separator}${parcel}`;
}

/** A parcel's order, and its name within the order; of any other object's id the id alone. */
export function partsOf(objectId: string): { readonly order: string; readonly parcel?: string } {
  const [order = objectId, parcel] = objectId.split(separator);
  return { order, ...(parcel === undefined ? {} : { parcel }) };
}

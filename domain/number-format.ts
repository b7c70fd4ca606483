/** The languages and currencies of a day; a formatter takes some kilobytes. */
const most = 64;

const formats = new Map<string, Intl.NumberFormat>();

/** As `new Intl.NumberFormat`, but made once for the same arguments: a mail of 100 items has 200 numbers. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([locale, options]);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, options);
  if (formats.size === most) formats.clear();
  formats.set(key, made);
  return made;
}

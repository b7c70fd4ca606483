/** The languages and currencies of a day; a formatter takes some kilobytes. */
const most = 64;

/** As `new Intl.NumberFormat`, but made once for the same arguments: a mail of 100 items has 200 numbers. */
export const numberFormat = madeOnce(
  (locale: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);

/** As `new Intl.DateTimeFormat`, but made once for the same arguments. */
export const dateFormat = madeOnce(
  (locale: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);

function madeOnce<Options, Formatter>(make: (locale: string, options: Options) => Formatter) {
  const formatters = new Map<string, Formatter>();
  return (locale: string, options: Options): Formatter => {
    const key = JSON.stringify([locale, options]);
    const known = formatters.get(key);
    if (known !== undefined) return known;
    const made = make(locale, options);
    if (formatters.size === most) formatters.clear();
    formatters.set(key, made);
    return made;
  };
}

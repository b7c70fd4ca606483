// Before main.ts: uPlot hands the browser's language to Intl as it loads. A Chromium under the locale C, as in a container,
// has `en-US@posix`, which Intl refuses, and the whole page would stay empty.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en" });
}

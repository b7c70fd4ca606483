const key = "theme";

const system = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;
const kept = localStorage.getItem(key);
if (kept === "light" || kept === "dark") root.dataset["theme"] = kept;

/** Called when colours changed; what is drawn on a canvas has to be redrawn. */
export const themeChanges = new EventTarget();
system.addEventListener("change", () => themeChanges.dispatchEvent(new Event("change")));

export function isDark(): boolean {
  const { theme } = root.dataset;
  return theme === undefined ? system.matches : theme === "dark";
}

export function toggleTheme(): void {
  const theme = isDark() ? "light" : "dark";
  root.dataset["theme"] = theme;
  localStorage.setItem(key, theme);
  themeChanges.dispatchEvent(new Event("change"));
}

/** The current colour of a CSS variable. */
export function colour(name: string): string {
  // Of an element's computed colour: a variable's own text may still be light-dark(...).
  const probe = document.createElement("i");
  probe.hidden = true;
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

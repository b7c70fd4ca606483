let segmenter: Intl.Segmenter | undefined;
/** Made when a text is cut: making it takes 20 ms, a fifth of a function's cold start. */
const graphemesOf = (text: string): Intl.Segments =>
  (segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" })).segment(text);

/**
 * The beginning of a text, at most `longest` UTF-16 units of it, cut between two characters as a reader sees them: an
 * emoji of several code points or a letter with its accents stays whole or is left out. Of one such character that is
 * longer than all, its first code points.
 */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = graphemesOf(text).containing(longest)?.index ?? 0;
  return end > 0 ? text.slice(0, end) : text.slice(0, longest).replace(/[\ud800-\udbff]$/u, "");
}

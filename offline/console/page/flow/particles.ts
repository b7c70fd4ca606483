const travelMilliseconds = 620;
/** More at once would show nothing more. */
const mostAtOnce = 3;
const stagger = 110;

interface Particle {
  readonly dot: SVGCircleElement;
  readonly line: SVGPathElement;
  readonly start: number;
}

const svgNamespace = "http://www.w3.org/2000/svg";
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** Lets dots run along lines: what passes a hop is seen to pass. */
export class Particles {
  readonly #running = new Set<Particle>();
  #frame = 0;

  /** @param count how many passed */
  send(line: SVGPathElement, layer: Element, count: number): void {
    line.classList.add("passed");
    setTimeout(() => line.classList.remove("passed"), 2 * travelMilliseconds);
    if (stillness.matches || document.hidden) return;
    for (let index = 0; index < Math.min(count, mostAtOnce); index += 1) {
      const dot = document.createElementNS(svgNamespace, "circle");
      dot.setAttribute("r", "3.5");
      dot.setAttribute("class", `particle ${line.dataset["kind"] ?? ""}`);
      dot.setAttribute("visibility", "hidden");
      layer.append(dot);
      this.#running.add({ dot, line, start: performance.now() + index * stagger });
    }
    if (this.#frame === 0) this.#frame = requestAnimationFrame((now) => this.#move(now));
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    for (const { dot } of this.#running) dot.remove();
    this.#running.clear();
  }

  #move(now: number): void {
    for (const particle of this.#running) {
      const { dot, line, start } = particle;
      const part = (now - start) / travelMilliseconds;
      if (part >= 1 || !line.isConnected) {
        dot.remove();
        this.#running.delete(particle);
      } else if (part >= 0) {
        const { x, y } = line.getPointAtLength(line.getTotalLength() * easeInOut(part));
        dot.setAttribute("cx", x.toFixed(1));
        dot.setAttribute("cy", y.toFixed(1));
        dot.removeAttribute("visibility");
      }
    }
    this.#frame = this.#running.size === 0 ? 0 : requestAnimationFrame((next) => this.#move(next));
  }
}

function easeInOut(part: number): number {
  return part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
}

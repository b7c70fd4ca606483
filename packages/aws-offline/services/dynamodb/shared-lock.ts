/** Many may share it, or one has it alone; served in the order of asking, so that nobody starves. */
export class SharedLock {
  #sharing = 0;
  #alone = false;
  readonly #queue: { alone: boolean; start: () => void }[] = [];

  share<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(false, work);
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(true, work);
  }

  async #run<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#queue.length > 0 || !this.#free(alone)) {
      await new Promise<void>((start) => {
        this.#queue.push({ alone, start });
      });
    } else {
      this.#take(alone);
    }
    try {
      return await work();
    } finally {
      if (alone) this.#alone = false;
      else this.#sharing -= 1;
      this.#next();
    }
  }

  #free(alone: boolean): boolean {
    return !this.#alone && (!alone || this.#sharing === 0);
  }

  #take(alone: boolean): void {
    if (alone) this.#alone = true;
    else this.#sharing += 1;
  }

  #next(): void {
    for (let first = this.#queue[0]; first !== undefined && this.#free(first.alone); first = this.#queue[0]) {
      this.#queue.shift();
      this.#take(first.alone);
      first.start();
    }
  }
}

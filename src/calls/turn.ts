/** How long the present turn of the event loop has been taking requests. */
export interface Turn {
  /** Since the first request of this turn, ms; 0 for the first. */
  milliseconds(): number;
}

/**
 * Under more load than the process can take, requests do not wait in a queue of ours but in the sockets, where nobody
 * counts them: each turn of the event loop then takes longer than the one before. So whoever came late in a long turn
 * is turned away, and the next turn is short again.
 */
export function createTurn(): Turn {
  let began: number | null = null;
  return {
    milliseconds() {
      if (began !== null) return performance.now() - began;
      began = performance.now();
      setImmediate(() => {
        began = null;
      });
      return 0;
    },
  };
}

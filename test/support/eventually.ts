const SOONEST_MS = 15;
const LATEST_MS = 200;

/**
 * Runs the assertion until it passes and answers what it answers; its last failure is the test's. What takes long is
 * asked for less often: on two cores the asking would slow down what it waits for.
 */
export async function eventually<T>(assertion: () => T | Promise<T>, milliseconds = 20_000): Promise<T> {
  const began = Date.now();
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      const waited = Date.now() - began;
      if (waited > milliseconds) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(LATEST_MS, Math.max(SOONEST_MS, waited / 20))));
    }
  }
}
